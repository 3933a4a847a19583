# What survival (Therneau) and cmprsk (Gray) say of the sets of patients on standard input:
#   set, entered (NA: from the origin), left, event (0 censored, 1 the event, 2 a competing one), group
# One line a figure: set, what, time, value.
suppressPackageStartupMessages({library(survival); library(cmprsk)})
input <- read.delim(file("stdin"), header = FALSE, col.names = c("set", "entered", "left", "event", "group"))
say <- function(set, what, time, value) cat(sprintf("%s\t%s\t%.17g\t%.17g\n", set, what, time, value), sep = "")
for (rows in split(input, input$set)) {
  set <- rows$set[1]
  truncated <- !all(is.na(rows$entered))
  rows$entered <- ifelse(is.na(rows$entered), -1, rows$entered)
  for (type in c("plain", "log-log")) {
    fit <- if (truncated) survfit(Surv(entered, left, event == 1) ~ 1, rows, conf.type = type)
           else survfit(Surv(left, event == 1) ~ 1, rows, conf.type = type)
    # Truncated entries are steps of their own there.
    keep <- fit$n.event + fit$n.censor > 0
    if (type == "plain") {
      say(set, "at-risk", fit$time[keep], fit$n.risk[keep])
      say(set, "survival", fit$time[keep], fit$surv[keep])
      # Of ln S there.
      say(set, "standard-error", fit$time[keep], (fit$surv * fit$std.err)[keep])
    }
    say(set, paste0("lower-", type), fit$time[keep], fit$lower[keep])
    say(set, paste0("upper-", type), fit$time[keep], fit$upper[keep])
    if (!truncated) {
      half <- quantile(fit, 0.5)
      say(set, paste0("median-", type), 0, half$quantile)
      say(set, paste0("median-lower-", type), 0, half$lower)
      say(set, paste0("median-upper-", type), 0, half$upper)
    }
  }
  if (truncated) {
    # cmprsk knows no late entry; the shares of several states of survival do.
    state <- survfit(Surv(entered, left, factor(event, 0:2)) ~ 1, rows, id = seq_len(nrow(rows)))
    keep <- rowSums(state$n.event) + rowSums(as.matrix(state$n.censor)) > 0
    say(set, "incidence", state$time[keep], state$pstate[keep, 2])
    next
  }
  if (any(rows$event == 1) && length(unique(rows$group)) > 1) {
    test <- tryCatch(survdiff(Surv(left, event == 1) ~ group, rows), error = function(e) NULL)
    if (!is.null(test) && is.finite(test$chisq) && sum(diag(test$var)) > 0) {
      say(set, "chi-square", 0, test$chisq)
      freedom <- sum(test$exp > 0) - 1
      say(set, "p-value", 0, pchisq(test$chisq, freedom, lower.tail = FALSE))
      say(set, "expected", 0, test$exp[1])
    }
  }
  if (any(rows$event == 1)) {
    fit <- cuminc(rows$left, rows$event, cencode = 0)
    times <- sort(unique(rows$left))
    points <- timepoints(fit["1 1"], times)
    say(set, "incidence", times, points$est[1, ])
    say(set, "variance", times, points$var[1, ])
  }
}
# Wilson without correction.
for (n in c(1:40, 117, 500)) for (x in unique(pmin(n, c(0, 1, n %/% 7, n %/% 3, n)))) {
  i <- suppressWarnings(prop.test(x, n, correct = FALSE))$conf.int
  say("wilson", "lower", x + n * 1000, i[1]); say("wilson", "upper", x + n * 1000, i[2])
}
