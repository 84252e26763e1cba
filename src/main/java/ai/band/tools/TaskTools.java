package ai.band.tools;

import static ai.band.tools.Parameter.integer;
import static ai.band.tools.Parameter.string;

import ai.band.platform.rest.TaskDraft;
import ai.band.platform.rest.TaskPatch;
import java.util.List;

/** The room's task board and its goal. */
final class TaskTools {
  private static final int NUMBER_OR_ID = 64;

  private TaskTools() {}

  static List<PlatformTool> all() {
    return List.of(list(), create(), update(), get(), board(), setGoal());
  }

  private static PlatformTool list() {
    return PlatformTool.of(
        "band_list_tasks",
        ToolCategory.TASKS,
        "List the tasks on this room's board.",
        List.of(
            string("state", "Which tasks.")
                .oneOf("active", "cancelled", "superseded", "archived", "all")
                .orElse("active"),
            string("cursor", "Where an earlier answer said to go on."),
            integer("limit", "Entries to return, at most 100.", 50, 1, 100)),
        (arguments, context) ->
            CursorResult.of(
                context
                    .rest()
                    .tasks()
                    .list(
                        context.room().roomId(),
                        arguments.string("state"),
                        arguments.optional("cursor"),
                        arguments.integer("limit")),
                arguments.integer("limit")));
  }

  private static PlatformTool create() {
    return PlatformTool.of(
        "band_create_task",
        ToolCategory.TASKS,
        "Put a task on this room's board. You are not assigned to it by that.",
        List.of(
            string("subject", "What is to be done.").mandatory(),
            string("detail", "More about it."),
            string("supersedes_id", "Id or number of the active task that this one replaces.")),
        (arguments, context) ->
            context
                .rest()
                .tasks()
                .create(
                    context.room().roomId(),
                    new TaskDraft(
                        arguments.string("subject"),
                        arguments.optional("detail"),
                        arguments.optional("supersedes_id"))));
  }

  private static PlatformTool update() {
    return PlatformTool.of(
        "band_update_task",
        ToolCategory.TASKS,
        "Change a task: your own progress, a comment, its text or its state.",
        List.of(
            task(),
            string("status", "Your own progress; the first one joins the task.")
                .oneOf("pending", "in_progress", "blocked", "in_review", "failed", "completed"),
            string("active_form", "What you are doing right now, one sentence."),
            string("comment", "A remark for the others."),
            string("subject", "New subject."),
            string("detail", "New detail."),
            string("linked_native_id", "Id of the task in another system."),
            string("state", "State of the task.").oneOf("cancelled", "archived", "active")),
        TaskTools::update);
  }

  private static Object update(Arguments arguments, ToolContext context) {
    TaskPatch patch =
        new TaskPatch(
            arguments.optional("status"),
            arguments.optional("active_form"),
            arguments.optional("comment"),
            arguments.optional("subject"),
            arguments.optional("detail"),
            arguments.optional("linked_native_id"),
            arguments.optional("state"));
    if (patch.equals(new TaskPatch(null, null, null, null, null, null, null))) {
      throw new ToolRefused(
          "nothing to change; give at least one of status, active_form, comment, subject, detail,"
              + " linked_native_id, state.");
    }
    return context.rest().tasks().update(context.room().roomId(), taskId(arguments), patch);
  }

  private static PlatformTool get() {
    return PlatformTool.of(
        "band_get_task",
        ToolCategory.TASKS,
        "Read one task with its history.",
        List.of(task()),
        (arguments, context) ->
            context.rest().tasks().get(context.room().roomId(), taskId(arguments), true));
  }

  private static PlatformTool board() {
    return PlatformTool.of(
        "band_get_board",
        ToolCategory.TASKS,
        "Read this room's goal.",
        List.of(),
        (arguments, context) -> context.rest().tasks().board(context.room().roomId(), false));
  }

  private static PlatformTool setGoal() {
    return PlatformTool.of(
        "band_set_goal",
        ToolCategory.TASKS,
        "Set this room's goal. What you leave out stays as it is.",
        List.of(string("goal_title", "The goal."), string("goal_summary", "More about it.")),
        (arguments, context) -> {
          if (!arguments.has("goal_title") && !arguments.has("goal_summary")) {
            throw new ToolRefused("give goal_title or goal_summary.");
          }
          return context
              .rest()
              .tasks()
              .setGoal(
                  context.room().roomId(),
                  arguments.optional("goal_title"),
                  arguments.optional("goal_summary"));
        });
  }

  private static Parameter task() {
    return string("task_id", "Number of the task on the board, or its id.").mandatory();
  }

  private static String taskId(Arguments arguments) {
    String id = arguments.string("task_id").strip();
    String plain = id.startsWith("#") ? id.substring(1) : id;
    if (plain.isEmpty() || plain.length() > NUMBER_OR_ID) {
      throw new ToolRefused("task_id must be a number such as 3, or a UUID.");
    }
    return plain;
  }
}
