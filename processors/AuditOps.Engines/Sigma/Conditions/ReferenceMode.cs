namespace AuditOps.Engines.Sigma.Conditions;

internal enum ReferenceMode
{
    Equals,
    Contains,
    StartsWith,
    EndsWith,
}
