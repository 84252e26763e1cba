package ai.band.tools.custom;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Least and greatest value of a number, both allowed. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.FIELD})
public @interface Range {
  /** Least value. */
  double min() default Double.NEGATIVE_INFINITY;

  /** Greatest value. */
  double max() default Double.POSITIVE_INFINITY;
}
