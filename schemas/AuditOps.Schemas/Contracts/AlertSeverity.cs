namespace AuditOps.Schemas.Contracts;

/// <summary>How bad a finding is: the levels of Sigma, in rising order. Values are stored; never renumber.</summary>
public enum AlertSeverity
{
    Informational = 0,
    Low = 1,
    Medium = 2,
    High = 3,
    Critical = 4,
}
