using AuditOps.Engines.Sigma.Values;

namespace AuditOps.Engines.Sigma.Model;

/// <summary>A document with a calendar: when people of a tenant work, where rules do not say it themselves.</summary>
public sealed class SigmaCalendar
{
    internal SigmaCalendar(RuleMetadata metadata, BusinessHours hours)
    {
        Metadata = metadata;
        Hours = hours;
    }

    public RuleMetadata Metadata { get; }

    public BusinessHours Hours { get; }
}
