using System.Text;

namespace AuditOps.Schemas.Shapes;

/// <summary>Maps a property name to its mark. Some exporters change the case of names, so case does not count.</summary>
internal static class ShapeNames
{
    public static ShapeMarks Find(ReadOnlySpan<byte> name) => name.Length switch
    {
        2 => Is(name, "id"u8, ShapeMarks.Id),
        4 => Is(name, "time"u8, ShapeMarks.Time) | Is(name, "type"u8, ShapeMarks.Type),
        5 => Is(name, "appId"u8, ShapeMarks.AppId) | Is(name, "actor"u8, ShapeMarks.Actor),
        6 => Is(name, "result"u8, ShapeMarks.Result) | Is(name, "userId"u8, ShapeMarks.UserId) | Is(name, "claims"u8, ShapeMarks.Claims),
        8 => Is(name, "category"u8, ShapeMarks.Category) | Is(name, "tenantId"u8, ShapeMarks.TenantId)
            | Is(name, "workload"u8, ShapeMarks.Workload) | Is(name, "officeId"u8, ShapeMarks.OfficeId),
        9 => Is(name, "operation"u8, ShapeMarks.Operation) | Is(name, "ipAddress"u8, ShapeMarks.IpAddress) | Is(name, "resources"u8, ShapeMarks.Resources),
        10 => Is(name, "recordType"u8, ShapeMarks.RecordType) | Is(name, "properties"u8, ShapeMarks.Properties) | Is(name, "resourceId"u8, ShapeMarks.ResourceId),
        11 => Is(name, "initiatedBy"u8, ShapeMarks.InitiatedBy) | Is(name, "aadTenantId"u8, ShapeMarks.AadTenantId)
            | Is(name, "eventDataId"u8, ShapeMarks.EventDataId),
        12 => Is(name, "creationTime"u8, ShapeMarks.CreationTime) | Is(name, "activityType"u8, ShapeMarks.ActivityType)
            | Is(name, "sourceSystem"u8, ShapeMarks.SourceSystem) | Is(name, "auditEventId"u8, ShapeMarks.AuditEventId),
        13 => Is(name, "operationName"u8, ShapeMarks.OperationName) | Is(name, "clientAppUsed"u8, ShapeMarks.ClientAppUsed)
            | Is(name, "riskEventType"u8, ShapeMarks.RiskEventType) | Is(name, "timeGenerated"u8, ShapeMarks.TimeGenerated)
            | Is(name, "componentName"u8, ShapeMarks.ComponentName),
        14 => Is(name, "organizationId"u8, ShapeMarks.OrganizationId) | Is(name, "appDisplayName"u8, ShapeMarks.AppDisplayName)
            | Is(name, "eventTimestamp"u8, ShapeMarks.EventTimestamp) | Is(name, "sourceRecordId"u8, ShapeMarks.SourceRecordId),
        15 => Is(name, "targetResources"u8, ShapeMarks.TargetResources) | Is(name, "loggedByService"u8, ShapeMarks.LoggedByService)
            | Is(name, "createdDateTime"u8, ShapeMarks.CreatedDateTime) | Is(name, "callerIpAddress"u8, ShapeMarks.CallerIpAddress),
        16 => Is(name, "activityDateTime"u8, ShapeMarks.ActivityDateTime) | Is(name, "detectedDateTime"u8, ShapeMarks.DetectedDateTime),
        17 => Is(name, "userPrincipalName"u8, ShapeMarks.UserPrincipalName),
        18 => Is(name, "servicePrincipalId"u8, ShapeMarks.ServicePrincipalId),
        19 => Is(name, "activityDisplayName"u8, ShapeMarks.ActivityDisplayName) | Is(name, "resourceDisplayName"u8, ShapeMarks.ResourceDisplayName)
            | Is(name, "detectionTimingType"u8, ShapeMarks.DetectionTimingType),
        20 => Is(name, "activityResultStatus"u8, ShapeMarks.ActivityResultStatus),
        21 => Is(name, "activityOperationType"u8, ShapeMarks.ActivityOperationType) | Is(name, "uniqueTokenIdentifier"u8, ShapeMarks.UniqueTokenIdentifier),
        _ => ShapeMarks.None,
    };

    private static ShapeMarks Is(ReadOnlySpan<byte> name, ReadOnlySpan<byte> known, ShapeMarks mark) =>
        Ascii.EqualsIgnoreCase(name, known) ? mark : ShapeMarks.None;
}
