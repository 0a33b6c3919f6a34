namespace AuditOps.Engines.Sigma.Model;

public enum RuleLevel
{
    Informational,
    Low,
    Medium,
    High,
    Critical,
}
