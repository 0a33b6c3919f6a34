namespace AuditOps.Engines.Sigma.Model;

public enum SigmaStatus
{
    Stable,
    Test,
    Experimental,
    Deprecated,
    Unsupported,
}
