namespace AuditOps.Engines.Normalize.Rules;

/// <summary>Placeholders of summary templates.</summary>
internal enum SummaryField
{
    None = 0,
    Actor,
    Operation,
    Target,
    Targets,
    TargetType,
    Ip,
    Category,
    Workload,
    Service,
    Result,
    Code,
    Reason,
    App,
    Resource,
    Device,
    Country,
    City,
}
