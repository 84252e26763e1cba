package ai.band.tools.custom;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Least and greatest length of a text in characters, or number of entries of a list or map. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.FIELD})
public @interface Size {
  /** Least size. */
  int min() default 0;

  /** Greatest size. */
  int max() default Integer.MAX_VALUE;
}
