namespace AuditOps.Schemas.Contracts;

/// <summary>The one outcome vocabulary of all sources.</summary>
public enum Outcome
{
    Unknown = 0,
    Success = 1,
    Failure = 2,
    Partial = 3,
    Denied = 4,
}
