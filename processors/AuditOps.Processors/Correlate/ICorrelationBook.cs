using AuditOps.Engines.Correlation;

namespace AuditOps.Processors.Correlate;

/// <summary>The correlations that are in use.</summary>
internal interface ICorrelationBook
{
    /// <summary>The correlation of that id for a tenant; null when there is none, or it is not in use.</summary>
    CorrelationPlan? Find(string tenant, string ruleId);
}
