namespace AuditOps.Embedded.Kafka.Groups;

/// <summary>Where a group is in its life; the names are what DescribeGroups and ListGroups show.</summary>
internal enum GroupState
{
    Empty,

    /// <summary>Members are asked to join again; nobody owns anything.</summary>
    PreparingRebalance,

    /// <summary>All have joined; the leader's assignment is awaited.</summary>
    CompletingRebalance,
    Stable,
    Dead,
}
