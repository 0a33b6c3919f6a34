using System.Globalization;
using System.Text.Json;
using AuditOps.Engines.Alerts;
using AuditOps.Schemas.Contracts;

namespace AuditOps.Processors.Cases;

/// <summary>Commands on rules: each change is a new revision that names who made it.</summary>
internal sealed class RuleCases(RuleJudge judge)
{
    /// <summary>Bytes of a rule's text; the largest published rule has a tenth of it.</summary>
    public const int MaxYaml = 256 << 10;

    private static readonly JsonSerializerOptions Json = new() { MaxDepth = 8 };

    /// <summary>The changed rule, or a code and a sentence.</summary>
    public (RuleDocument? Changed, string? Code, string? Message) Apply(RuleDocument? current, Command command)
    {
        var revision = current?.Revision ?? 0;
        var live = current is { Yaml.Length: > 0 } ? current : null;
        // Who expects 0 expects that there is none; a removed rule may be written anew.
        if (command.ExpectedRevision >= 0 && command.ExpectedRevision != revision && (command.ExpectedRevision > 0 || live is not null))
        {
            return (null, CommandCodes.StaleRevision, string.Create(
                CultureInfo.InvariantCulture, $"The rule changed meanwhile: it is at revision {revision}, the command was made for {command.ExpectedRevision}."));
        }

        if (command.Kind == CommandKinds.DeleteRule)
        {
            return live is null
                ? (null, CommandCodes.NotFound, "Nobody has changed a rule of this id.")
                : (Next(command, revision, RuleStatus.Disabled, "", "removed"), null, null);
        }

        return Save(live, command, revision);
    }

    private (RuleDocument?, string?, string?) Save(RuleDocument? live, Command command, long revision)
    {
        RuleBody? body;
        try
        {
            body = JsonSerializer.Deserialize<RuleBody>(command.Body.Span, Json);
        }
        catch (JsonException)
        {
            return (null, CommandCodes.InvalidBody, "The command's body is not JSON of the expected form.");
        }

        var below = live is null ? judge.TextOf(command.Tenant, command.Subject) : null;
        var yaml = body?.Yaml ?? live?.Yaml ?? below;
        if (yaml is null)
            return (null, CommandCodes.NotFound, "There is no rule of this id; a new one needs a text.");
        if (string.IsNullOrWhiteSpace(yaml) || yaml.Length > MaxYaml)
            return (null, CommandCodes.InvalidBody, string.Create(CultureInfo.InvariantCulture, $"A rule needs a text of 1 to {MaxYaml} characters."));
        // Who changes a rule that works does not mean to stop it.
        if (!TryStatus(body?.Status, live?.Status ?? (below is null ? RuleStatus.Draft : RuleStatus.Enabled), out var status))
            return (null, CommandCodes.InvalidBody, "The status must be draft, testing, enabled or disabled.");
        // Neither may a draft be put aside: it would come back enabled without ever having been tested.
        if (live?.Status == RuleStatus.Draft && status is not (RuleStatus.Draft or RuleStatus.Testing))
            return (null, CommandCodes.InvalidTransition, "A draft does not run; it has to be tested before it is enabled, or is removed.");
        if (live is null && below is null && status is not (RuleStatus.Draft or RuleStatus.Testing))
            return (null, CommandCodes.InvalidTransition, "A new rule is a draft or in testing.");
        // Whatever is wrong with a text that is there already, to stop it must be possible.
        if (body?.Yaml is null && live is not null && status is RuleStatus.Draft or RuleStatus.Disabled)
            return (Next(command, revision, status, yaml, body?.Note), null, null);
        return judge.FaultOf(command.Tenant, command.Subject, yaml) is { } fault
            ? (null, CommandCodes.InvalidBody, fault)
            : (Next(command, revision, status, yaml, body?.Note), null, null);
    }

    private static RuleDocument Next(Command command, long revision, RuleStatus status, string yaml, string? note) => new()
    {
        Tenant = command.Tenant,
        RuleId = command.Subject,
        Revision = revision + 1,
        Status = status,
        Origin = command.By,
        Yaml = yaml,
        ChangedBy = command.By,
        ChangedAt = command.At,
        Note = note,
    };

    private static bool TryStatus(string? text, RuleStatus standard, out RuleStatus status)
    {
        status = standard;
        switch (text)
        {
            case null:
                return true;
            case "draft":
                status = RuleStatus.Draft;
                return true;
            case "testing":
                status = RuleStatus.Testing;
                return true;
            case "enabled":
                status = RuleStatus.Enabled;
                return true;
            case "disabled":
                status = RuleStatus.Disabled;
                return true;
            default:
                return false;
        }
    }
}
