namespace AuditOps.Schemas.Contracts;

/// <summary>Whether a rule works, and whether people hear of it. Values are stored; never renumber.</summary>
public enum RuleStatus
{
    Draft = 0,
    Testing = 1,
    Enabled = 2,
    Disabled = 3,
}
