namespace AuditOps.Schemas.Contracts;

/// <summary>Where an alert is in its life. Values are stored; never renumber.</summary>
public enum AlertStatus
{
    Open = 0,
    Acknowledged = 1,
    Resolved = 2,
    FalsePositive = 3,
}
