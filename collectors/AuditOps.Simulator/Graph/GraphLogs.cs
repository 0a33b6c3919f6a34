using System.Collections.Frozen;
using AuditOps.Simulator.Feeds;
using AuditOps.Simulator.Tokens;

namespace AuditOps.Simulator.Graph;

internal static class GraphLogs
{
    public static readonly GraphLog[] All =
    [
        new(Feed.DirectoryAudits, "auditLogs/directoryAudits", "activityDateTime", GraphLog.MostOnPage, Permissions.AuditLog, Set("id", "activityDateTime", "activityDisplayName", "category", "correlationId", "loggedByService", "operationType", "result", "initiatedBy", "targetResources")),
        new(Feed.SignIns, "auditLogs/signIns", "createdDateTime", GraphLog.MostOnPage, Permissions.AuditLog, Set("id", "createdDateTime", "userId", "userPrincipalName", "userDisplayName", "appId", "appDisplayName", "ipAddress", "clientAppUsed", "correlationId", "conditionalAccessStatus", "isInteractive", "status", "location", "deviceDetail", "riskState", "riskLevelAggregated", "riskLevelDuringSignIn", "resourceId", "resourceDisplayName", "signInEventTypes", "servicePrincipalId", "servicePrincipalName")),
        new(Feed.IntuneAudits, "deviceManagement/auditEvents", "activityDateTime", GraphLog.MostOnPage, Permissions.Intune, Set("id", "activityDateTime", "activityType", "activityOperationType", "activityResult", "category", "componentName", "correlationId", "actor")),
        new(Feed.RiskDetections, "identityProtection/riskDetections", "detectedDateTime", 100, Permissions.Risk, Set("id", "activityDateTime", "detectedDateTime", "lastUpdatedDateTime", "riskEventType", "riskLevel", "riskState", "riskDetail", "userId", "userPrincipalName", "ipAddress", "correlationId", "requestId", "source", "activity")),
    ];

    private static FrozenSet<string> Set(params string[] names) => names.ToFrozenSet(StringComparer.Ordinal);
}
