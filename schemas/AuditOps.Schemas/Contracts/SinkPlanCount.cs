namespace AuditOps.Schemas.Contracts;

/// <summary>How many records of a <see cref="SinkPlan"/> are of one partition, tenant, source and hour.</summary>
/// <param name="Hour">Start of the hour of collection; of the plan itself for records of which that is not known.</param>
public readonly record struct SinkPlanCount(int Partition, string Tenant, string Source, DateTimeOffset Hour, int Records);
