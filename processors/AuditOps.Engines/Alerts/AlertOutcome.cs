using AuditOps.Schemas.Contracts;

namespace AuditOps.Engines.Alerts;

/// <summary>What became of a person's command: the changed alert, or a code and a sentence that say why nothing changed.</summary>
public readonly record struct AlertOutcome(Alert? Changed, string? Code, string? Message)
{
    public static AlertOutcome Done(Alert alert) => new(alert, null, null);

    public static AlertOutcome Rejected(string code, string message) => new(null, code, message);
}
