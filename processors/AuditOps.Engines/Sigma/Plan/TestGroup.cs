namespace AuditOps.Engines.Sigma.Plan;

/// <summary>Tests of one field that become one predicate when any of them is enough.</summary>
internal enum TestGroup
{
    Exact,
    Pattern,
    CasedPattern,
}
