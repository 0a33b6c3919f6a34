namespace AuditOps.Engines.Sigma.Model;

public enum RuleStatus
{
    Stable,
    Test,
    Experimental,
    Deprecated,
    Unsupported,
}
