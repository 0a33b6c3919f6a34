namespace AuditOps.Schemas.Contracts;

/// <summary>The kinds of <see cref="Command"/>; each says what its subject is.</summary>
public static class CommandKinds
{
    /// <summary>A rule found something; the subject is the alert.</summary>
    public const string Candidate = "candidate";

    /// <summary>Somebody looks at it; the subject is the alert.</summary>
    public const string Acknowledge = "alert.acknowledge";

    /// <summary>Closed with a verdict and a reason; the subject is the alert.</summary>
    public const string Resolve = "alert.resolve";

    /// <summary>Closed as nothing bad, with a reason; the subject is the alert.</summary>
    public const string FalsePositive = "alert.false_positive";

    /// <summary>Back to open; the subject is the alert.</summary>
    public const string Reopen = "alert.reopen";

    /// <summary>Given to a person, or to nobody; the subject is the alert.</summary>
    public const string Assign = "alert.assign";

    /// <summary>A remark; the subject is the alert.</summary>
    public const string Comment = "alert.comment";

    /// <summary>A rule is written or changed; the subject is the rule.</summary>
    public const string SaveRule = "rule.save";

    /// <summary>A rule goes, or a shipped one becomes again what it was; the subject is the rule.</summary>
    public const string DeleteRule = "rule.delete";
}
