namespace AuditOps.Engines.Sigma.Plan;

/// <summary>What became of one record.</summary>
public enum MatchStatus
{
    /// <summary>It was read, and every rule had its say.</summary>
    Read,

    /// <summary>It is no JSON, or nests too deep; no rule was asked.</summary>
    NotJson,

    /// <summary>It is JSON but no object; no rule was asked.</summary>
    NotAnObject,
}
