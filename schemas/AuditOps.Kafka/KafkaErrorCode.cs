namespace AuditOps.Kafka;

/// <summary>Why AuditOps could not work with the Kafka cluster.</summary>
public enum KafkaErrorCode
{
    Unspecified = 0,

    /// <summary>The options contradict themselves or point to files that are not there.</summary>
    OptionsInvalid = 1,

    /// <summary>No broker answered in time.</summary>
    Unreachable = 2,

    /// <summary>The cluster refuses the credentials or the operation.</summary>
    Refused = 3,

    /// <summary>Topics are missing, or have too few partitions; <c>auditops provision</c> helps.</summary>
    NotProvisioned = 4,

    /// <summary>Creating or changing topics failed.</summary>
    ProvisioningFailed = 5,

    /// <summary>The process's schemas could not be published.</summary>
    SchemaPublishFailed = 6,

    /// <summary>Another process has taken over the transactional id.</summary>
    Fenced = 7,

    /// <summary>A transaction was refused, or not committed in time; nothing of it may count as published.</summary>
    NotCommitted = 8,

    /// <summary>The consumer group has given the writer's partitions to somebody else; nothing of the transaction is visible.</summary>
    Displaced = 9,
}
