using AuditOps.Engines.Sigma.Conditions;

namespace AuditOps.Engines.Sigma.Model;

/// <summary>Events that a rule shall leave out, with somebody who answers for it.</summary>
public sealed class RuleException
{
    internal RuleException(string owner, string? reason, DateTimeOffset? expires, Expr condition)
    {
        Owner = owner;
        Reason = reason;
        Expires = expires;
        Condition = condition;
    }

    public string Owner { get; }

    public string? Reason { get; }

    /// <summary>From then on it no longer counts; null for never.</summary>
    public DateTimeOffset? Expires { get; }

    internal Expr Condition { get; }

    internal bool Counts(DateTimeOffset? now) => Expires is null || now is null || now < Expires;
}
