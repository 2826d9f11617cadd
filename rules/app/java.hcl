rule "jvm-exception" {
  cause      = "app.exception"
  confidence = 0.5
  fallback   = true

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Exception in thread "|Caused by: [\w.$]+(?:Exception|Error)\b.*
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "spring-start-failed" {
  cause      = "app.exception"
  confidence = 0.55
  fallback   = true

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      APPLICATION FAILED TO START|Application run failed
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "spring-bean-missing" {
  cause      = "app.exception"
  confidence = 0.8

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      (?:required a (?:single )?bean of type '[^']+'|NoSuchBeanDefinitionException: ).*|UnsatisfiedDependencyException: Error creating bean with name '(?:[^']+)
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace']) && not (line.message matches 'Connection|refused|Unknown|Exception: (FATAL|Access)|placeholder|DataSource')"
  }
  message = "${line.found}"
}

rule "tomcat-start-failed" {
  cause      = "app.exception"
  confidence = 0.6
  fallback   = true

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Context \[(?:[^\]]*)\] startup failed due to previous errors|One or more listeners failed to start|A child container failed during start
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "servlet-exception" {
  cause      = "app.exception"
  confidence = 0.55
  fallback   = true

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      Servlet\.service\(\) for servlet \[.{1,80}threw exception|with root cause$
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "jvm-stack-overflow" {
  cause      = "app.exception"
  confidence = 0.8

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      java\.lang\.StackOverflowError
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}

rule "java-compilation" {
  cause      = "app.exception"
  confidence = 0.7

  match "line" {
    fact    = "log.line"
    pattern = <<-EOT
      COMPILATION ERROR|Compilation failed; see the compiler (?:error )?output|Execution failed for task ':\S*compile\w*'|error: cannot find symbol
    EOT
    where   = "not (line.level in ['warning', 'info', 'debug', 'trace'])"
  }
  message = "${line.found}"
}
