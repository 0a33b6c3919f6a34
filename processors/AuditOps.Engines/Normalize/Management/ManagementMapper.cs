using AuditOps.Engines.Normalize.Json;
using AuditOps.Schemas.Contracts;

namespace AuditOps.Engines.Normalize.Management;

/// <summary>
/// Records of the Office 365 Management Activity API, whether from a blob, a Purview export or the OfficeActivity table
/// (https://learn.microsoft.com/office/office-365-management-api/office-365-management-activity-api-schema): the common part here, the typed parts beside.
/// </summary>
internal static class ManagementMapper
{
    public static void Map(Fields record, EventDraft draft)
    {
        var typeText = record.Text("recordType"u8);
        var type = RecordTypes.NumberOf(typeText);
        draft.RecordType = RecordTypes.TextOf(typeText, type);
        draft.Operation = record.Text("operation"u8);
        draft.Workload = record.Text("workload"u8, "officeWorkload"u8);
        draft.OrganizationId = record.Text("organizationId"u8);

        // CreationTime has no zone and is UTC.
        draft.TakeTime(record.Text("creationTime"u8));
        draft.TakeTime(record.Text("timeGenerated"u8));
        MapOutcome(record, draft);
        ManagementActor.Map(record, draft);

        // The mailbox's address field first: ClientIP of the same record is now and then a server's.
        draft.TakeAddress(record.Text("clientIPAddress"u8, "client_IPAddress"u8));
        draft.TakeAddress(record.Text("clientIP"u8, "clientIP_"u8));
        draft.TakeAddress(record.Text("actorIpAddress"u8));
        draft.TakeAddress(record.Text("userIp"u8));
        draft.UserAgent = record.Text("userAgent"u8);
        draft.CorrelationId = record.Text("correlationId"u8, "interSystemsId"u8);
        draft.SessionId = record.Text("sessionId"u8);
        MapAccess(record, draft);
        Typed(type, record, draft);
        CommonFacts(record, draft);
    }

    private static void Typed(int type, Fields record, EventDraft draft)
    {
        switch (type)
        {
            case RecordTypes.StsLogon or RecordTypes.EntraLogon:
                StsLogonMapper.Map(record, draft);
                break;
            case RecordTypes.EntraAdmin:
                EntraAdminMapper.Map(record, draft);
                break;
            case RecordTypes.ExchangeAdmin or RecordTypes.ComplianceCmdlet:
                CmdletMapper.Map(record, draft);
                break;
            case RecordTypes.ExchangeItem or RecordTypes.ExchangeItemGroup or RecordTypes.ExchangeAggregated or RecordTypes.ExchangeItemAggregated:
                MailboxMapper.Map(type, record, draft);
                break;
            case RecordTypes.SharePoint or RecordTypes.SharePointFile or RecordTypes.OneDrive or RecordTypes.SharePointSharing or RecordTypes.SharePointList
                or RecordTypes.SharePointComment or RecordTypes.SharePointListItem or RecordTypes.SharePointContentType or RecordTypes.SharePointField:
                SharePointMapper.Map(type, record, draft);
                break;
            case RecordTypes.Teams or RecordTypes.TeamsAdmin:
                TeamsMapper.Map(record, draft);
                break;
            case RecordTypes.Alerts or RecordTypes.AirInvestigation or RecordTypes.CloudAppAlerts:
                AlertMapper.Map(type, record, draft);
                break;
            case RecordTypes.DlpSharePoint or RecordTypes.DlpExchange or RecordTypes.DlpEndpoint:
                DlpMapper.Map(record, draft);
                break;
            case RecordTypes.ThreatMail or RecordTypes.ThreatUrl or RecordTypes.ThreatFile or RecordTypes.Quarantine:
                ThreatMapper.Map(type, record, draft);
                break;
            default:
                OtherWorkloadMapper.Map(type, record, draft);
                break;
        }
    }

    /// <summary>No word means it went through: services write records of what happened.</summary>
    private static void MapOutcome(Fields record, EventDraft draft)
    {
        var word = record.Text("resultStatus"u8);
        draft.ResultCode = word;
        draft.Outcome = word is null ? Outcome.Success : Outcomes.OfWord(word);
        var reason = record.Text("resultStatusDetail"u8, "resultReasonType"u8);
        draft.ResultReason = string.Equals(reason, word, StringComparison.OrdinalIgnoreCase) ? null : reason;
        if (record.Flag("isSuccess"u8) is { } success && word is null)
            draft.Outcome = success ? Outcome.Success : Outcome.Failure;
    }

    private static void MapAccess(Fields record, EventDraft draft)
    {
        var access = record.Object("appAccessContext"u8);
        var id = record.Text("applicationId"u8, "clientAppId"u8, "appId"u8) ?? access.Text("clientAppId"u8);
        var name = record.Text("applicationDisplayName"u8, "clientApplication"u8) ?? access.Text("clientAppName"u8);
        if (id is not null || name is not null)
            draft.App = new App { Id = id, Name = name };
        draft.SessionId ??= access.Text("aadSessionId"u8);
        draft.CorrelationId ??= access.Text("correlationId"u8);
        draft.Note("unique_token_id", access.Text("uniqueTokenId"u8));
        if (draft.ActorKind is ActorKind.Application or ActorKind.ServicePrincipal)
            draft.ActorAppId ??= id;
    }

    private static void CommonFacts(Fields record, EventDraft draft)
    {
        draft.Note("user_type", record.Text("userType"u8));
        draft.Note("user_key", record.Text("userKey"u8));
        draft.Note("scope", record.Text("scope"u8));
        draft.Note("external_access", record.Flag("externalAccess"u8));
        draft.Note("authentication_type", record.Text("authenticationType"u8, "authType"u8));
        var platform = record.Text("platform"u8);
        var device = record.Text("deviceDisplayName"u8);
        var browser = record.Text("browserName"u8);
        if (draft.Device is null && (platform is not null || device is not null || browser is not null))
            draft.Device = new Device { Name = device, OperatingSystem = platform, Browser = browser, IsManaged = record.Flag("isManagedDevice"u8) };
    }
}
