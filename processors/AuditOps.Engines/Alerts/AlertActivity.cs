using AuditOps.Schemas.Contracts;

namespace AuditOps.Engines.Alerts;

/// <summary>What a revision of an alert is to those who read the alert stream; the values are OCSF's <c>activity_id</c>.</summary>
public enum AlertActivity
{
    Create = 1,
    Update = 2,
    Close = 3,
}
