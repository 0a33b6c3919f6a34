using System.Globalization;
using System.Text.Json;
using AuditOps.Schemas.Contracts;

namespace AuditOps.Engines.Alerts;

/// <summary>What people do with alerts: open, acknowledged, closed with a verdict and a reason, and back.</summary>
public static class AlertWorkflow
{
    private static readonly JsonSerializerOptions Json = new() { MaxDepth = 8 };

    /// <summary>Applies a command to an alert, or says why it cannot be.</summary>
    /// <param name="alert">The alert as it is; null when there is none.</param>
    /// <param name="command">A command of a kind that starts with <c>alert.</c></param>
    public static AlertOutcome Apply(Alert? alert, Command command)
    {
        if (alert is null)
            return AlertOutcome.Rejected(CommandCodes.NotFound, "There is no such alert.");
        if (AlertMerge.IsPast(alert))
            return AlertOutcome.Rejected(CommandCodes.TooOld, "Nothing has happened to this alert for so long that it can no longer be changed.");
        if (command.ExpectedRevision >= 0 && IsStale(alert, command.ExpectedRevision))
        {
            return AlertOutcome.Rejected(CommandCodes.StaleRevision, string.Create(
                CultureInfo.InvariantCulture, $"The alert changed meanwhile: it is at revision {alert.Revision}, the command was made for {command.ExpectedRevision}."));
        }

        if (!TryReadBody(command, out var body, out var fault))
            return AlertOutcome.Rejected(CommandCodes.InvalidBody, fault);
        return command.Kind switch
        {
            CommandKinds.Acknowledge or CommandKinds.Reopen when body.Verdict is not null => AlertOutcome.Rejected(CommandCodes.InvalidBody, "A verdict belongs to closing."),
            CommandKinds.Acknowledge => Acknowledge(alert, command, body.Reason),
            CommandKinds.Resolve => Close(alert, command, AlertStatus.Resolved, body.Verdict, body.Reason),
            CommandKinds.FalsePositive => Close(alert, command, AlertStatus.FalsePositive, body.Verdict ?? "false_positive", body.Reason),
            CommandKinds.Reopen => Reopen(alert, command, body.Reason),
            CommandKinds.Assign => Assign(alert, command, body.Assignee),
            CommandKinds.Comment => Comment(alert, command, body.Text),
            _ => AlertOutcome.Rejected(CommandCodes.UnknownKind, $"No command on alerts is called {command.Kind}."),
        };
    }

    /// <summary>Somebody did something since. A count that has grown meanwhile is no such thing: of an alert that goes on firing nobody could ever be up to date.</summary>
    private static bool IsStale(Alert alert, long expected) => expected > alert.Revision || alert.History[^1].Revision > expected;

    private static AlertOutcome Acknowledge(Alert alert, Command command, string? reason) => alert.Status == AlertStatus.Open
        ? Done(alert with { Status = AlertStatus.Acknowledged, Assignee = alert.Assignee ?? command.By }, command, AlertNames.Of(alert.Status), AlertNames.Of(AlertStatus.Acknowledged), reason)
        : Invalid(alert, "acknowledged");

    private static AlertOutcome Close(Alert alert, Command command, AlertStatus status, string? verdict, string? reason)
    {
        if (IsClosed(alert))
            return Invalid(alert, "closed");
        if (string.IsNullOrWhiteSpace(reason))
            return AlertOutcome.Rejected(CommandCodes.InvalidBody, "Closing an alert needs a reason.");
        if (verdict is null || !OcsfVerdicts.Ids.ContainsKey(verdict))
            return AlertOutcome.Rejected(CommandCodes.InvalidBody, $"Closing an alert needs a verdict, one of {string.Join(", ", OcsfVerdicts.Ids.Keys)}.");
        var closed = alert with { Status = status, Verdict = verdict, Reason = reason.Trim(), ClosedAt = command.At };
        return Done(closed, command, AlertNames.Of(alert.Status), AlertNames.Of(status), reason.Trim());
    }

    private static AlertOutcome Reopen(Alert alert, Command command, string? reason) => IsClosed(alert)
        ? Done(alert with { Status = AlertStatus.Open, Verdict = null, Reason = null, ClosedAt = null }, command, AlertNames.Of(alert.Status), AlertNames.Of(AlertStatus.Open), reason)
        : Invalid(alert, "reopened");

    private static AlertOutcome Assign(Alert alert, Command command, string? assignee)
    {
        var name = string.IsNullOrWhiteSpace(assignee) ? null : assignee.Trim();
        if (name is not null && (name.Length > AlertLimits.Name || name.Any(char.IsControl)))
            return AlertOutcome.Rejected(CommandCodes.InvalidBody, string.Create(CultureInfo.InvariantCulture, $"An assignee is a name of at most {AlertLimits.Name} characters on one line."));
        return Done(alert with { Assignee = name }, command, alert.Assignee, name, null);
    }

    private static AlertOutcome Comment(Alert alert, Command command, string? text) => string.IsNullOrWhiteSpace(text)
        ? AlertOutcome.Rejected(CommandCodes.InvalidBody, "A remark needs a text.")
        : Done(alert, command, null, null, text.Trim());

    private static AlertOutcome Done(Alert alert, Command command, string? from, string? to, string? note)
    {
        var revision = alert.Revision + 1;
        var step = new AlertChange { Revision = revision, At = command.At, By = command.By, Action = command.Kind, From = from, To = to, Note = note };
        return AlertOutcome.Done(alert with { Revision = revision, UpdatedAt = alert.UpdatedAt > command.At ? alert.UpdatedAt : command.At, UpdatedBy = command.By, History = AlertHistory.Add(alert.History, step) });
    }

    private static AlertOutcome Invalid(Alert alert, string what) =>
        AlertOutcome.Rejected(CommandCodes.InvalidTransition, $"An alert that is {AlertNames.Of(alert.Status)} cannot be {what}.");

    /// <summary>Resolved, or a false positive.</summary>
    public static bool IsClosed(Alert alert) => alert.Status is AlertStatus.Resolved or AlertStatus.FalsePositive;

    private static bool TryReadBody(Command command, out AlertBody body, out string fault)
    {
        body = new AlertBody();
        fault = "";
        if (command.Body.Length == 0)
            return true;
        try
        {
            body = JsonSerializer.Deserialize<AlertBody>(command.Body.Span, Json) ?? body;
        }
        catch (JsonException)
        {
            fault = "The command's body is not JSON of the expected form.";
            return false;
        }

        foreach (var text in new[] { body.Verdict, body.Reason, body.Assignee, body.Text })
        {
            if (text?.Length > AlertLimits.Text)
            {
                fault = string.Create(CultureInfo.InvariantCulture, $"A text of the command has more than {AlertLimits.Text} characters.");
                return false;
            }
        }

        return true;
    }
}
