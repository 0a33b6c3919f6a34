namespace AuditOps.Engines.Sigma.Model;

public enum SigmaLevel
{
    Informational,
    Low,
    Medium,
    High,
    Critical,
}
