using AuditOps.Schemas.Contracts;

namespace AuditOps.Engines.Alerts;

internal static class AlertActivities
{
    public static AlertActivity Of(Alert alert) => alert.Status is AlertStatus.Resolved or AlertStatus.FalsePositive
        ? AlertActivity.Close
        : alert.Revision == 1 ? AlertActivity.Create : AlertActivity.Update;
}
