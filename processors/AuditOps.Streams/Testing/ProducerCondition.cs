namespace AuditOps.Streams.Testing;

/// <summary>What a session's producer may do next.</summary>
internal enum ProducerCondition
{
    /// <summary>Initialize has not succeeded yet.</summary>
    New,
    Usable,

    /// <summary>The transaction can only be aborted.</summary>
    MustAbort,

    /// <summary>Fenced or failed for good; only a new producer goes on.</summary>
    Lost,
}
