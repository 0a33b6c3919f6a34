using System.Collections.Frozen;
using System.Globalization;

namespace AuditOps.Engines.Normalize.Management;

/// <summary>
/// AuditLogRecordType of the Management Activity API (https://learn.microsoft.com/office/office-365-management-api/office-365-management-activity-api-schema).
/// Table exports write the name instead of the number. A number or name that is not here passes through as it is.
/// </summary>
internal static class RecordTypes
{
    public const int ExchangeAdmin = 1;
    public const int ExchangeItem = 2;
    public const int ExchangeItemGroup = 3;
    public const int SharePoint = 4;
    public const int SharePointFile = 6;
    public const int OneDrive = 7;
    public const int EntraAdmin = 8;
    public const int EntraLogon = 9;
    public const int DlpSharePoint = 11;
    public const int DlpExchange = 13;
    public const int SharePointSharing = 14;
    public const int StsLogon = 15;
    public const int ComplianceCmdlet = 18;
    public const int ExchangeAggregated = 19;
    public const int PowerBi = 20;
    public const int Yammer = 22;
    public const int Teams = 25;
    public const int ThreatMail = 28;
    public const int SharePointList = 36;
    public const int SharePointComment = 37;
    public const int Alerts = 40;
    public const int ThreatUrl = 41;
    public const int ThreatFile = 47;
    public const int ExchangeItemAggregated = 50;
    public const int SharePointListItem = 54;
    public const int SharePointContentType = 55;
    public const int SharePointField = 56;
    public const int TeamsAdmin = 57;
    public const int DlpEndpoint = 63;
    public const int AirInvestigation = 64;
    public const int Quarantine = 65;
    public const int CloudAppAlerts = 98;
    public const int EntraRisk = 294;

    private static readonly FrozenDictionary<string, int> Names = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase)
    {
        ["ExchangeAdmin"] = 1, ["ExchangeItem"] = 2, ["ExchangeItemGroup"] = 3, ["SharePoint"] = 4, ["SharePointFileOperation"] = 6, ["OneDrive"] = 7,
        ["AzureActiveDirectory"] = 8, ["AzureActiveDirectoryAccountLogon"] = 9, ["DataCenterSecurityCmdlet"] = 10, ["ComplianceDLPSharePoint"] = 11,
        ["ComplianceDLPExchange"] = 13, ["SharePointSharingOperation"] = 14, ["AzureActiveDirectoryStsLogon"] = 15, ["SecurityComplianceCenterEOPCmdlet"] = 18,
        ["ExchangeAggregatedOperation"] = 19, ["PowerBIAudit"] = 20, ["Yammer"] = 22, ["VivaEngage"] = 22, ["Discovery"] = 24, ["MicrosoftTeams"] = 25,
        ["ThreatIntelligence"] = 28, ["MailSubmission"] = 29, ["MicrosoftFlow"] = 30, ["SharePointListOperation"] = 36, ["SharePointCommentOperation"] = 37,
        ["DataGovernance"] = 38, ["SecurityComplianceAlerts"] = 40, ["ThreatIntelligenceUrl"] = 41, ["MIPLabel"] = 43, ["ThreatIntelligenceAtpContent"] = 47,
        ["ExchangeItemAggregated"] = 50, ["HygieneEvent"] = 51, ["DataInsightsRestApiAudit"] = 52, ["SharePointListItemOperation"] = 54,
        ["SharePointContentTypeOperation"] = 55, ["SharePointFieldOperation"] = 56, ["MicrosoftTeamsAdmin"] = 57, ["DLPEndpoint"] = 63,
        ["AirInvestigation"] = 64, ["Quarantine"] = 65, ["MicrosoftForms"] = 66, ["WDATPAlerts"] = 78, ["AttackSim"] = 85, ["SecurityComplianceRBAC"] = 87,
        ["MCASAlerts"] = 98, ["ExchangeSearch"] = 101, ["SharePointSearch"] = 102, ["PowerPlatformAdministratorActivity"] = 256, ["CopilotInteraction"] = 261,
        ["AadRiskDetection"] = 294, ["AuditSearch"] = 295,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The number of a number or name; -1 when it is neither.</summary>
    public static int NumberOf(string? text)
    {
        if (text is null)
            return -1;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return number;
        return Names.GetValueOrDefault(text, -1);
    }

    /// <summary>Numbers as text; a known name becomes its number, so that one rule covers both spellings.</summary>
    public static string? TextOf(string? text, int number) => number >= 0 ? number.ToString(CultureInfo.InvariantCulture) : text;
}
