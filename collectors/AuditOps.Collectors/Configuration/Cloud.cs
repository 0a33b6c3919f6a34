namespace AuditOps.Collectors.Configuration;

/// <summary>Which of Microsoft's clouds a tenant lives in.</summary>
public enum Cloud
{
    Global = 0,
    Gcc = 1,
    GccHigh = 2,
    Dod = 3,
    China = 4,

    /// <summary>Addresses are given one by one: a simulated tenant, a proxy.</summary>
    Custom = 5,
}
