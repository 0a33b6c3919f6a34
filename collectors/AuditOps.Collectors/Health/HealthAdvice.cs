using AuditOps.Collectors.Configuration;
using AuditOps.Schemas.Contracts;

namespace AuditOps.Collectors.Health;

/// <summary>What a failure means for the state of a feed, and what a person can do about it.</summary>
internal static class HealthAdvice
{
    public const string Throttled = "throttled";
    public const string CircuitOpen = "circuit_open";
    public const string Unreadable = "answer_unreadable";
    public const string Refused = "request_refused";
    public const string ForeignLink = "foreign_link";

    public static (HealthState State, string Code) StateOf(CollectorsErrorCode code) => code switch
    {
        CollectorsErrorCode.Throttled => (HealthState.Throttled, Throttled),
        CollectorsErrorCode.CircuitOpen => (HealthState.Failing, CircuitOpen),
        CollectorsErrorCode.CredentialsRefused => (HealthState.Failing, HealthCodes.Unauthorized),
        CollectorsErrorCode.PermissionMissing => (HealthState.Failing, HealthCodes.PermissionMissing),
        CollectorsErrorCode.AnswerUnreadable => (HealthState.Failing, Unreadable),
        CollectorsErrorCode.RequestRefused or CollectorsErrorCode.NotFound => (HealthState.Failing, Refused),
        CollectorsErrorCode.ForeignLink => (HealthState.Failing, ForeignLink),
        _ => (HealthState.Failing, HealthCodes.Unavailable),
    };

    public static string For(CollectorsException failure, FeedSpec feed) => failure.Code switch
    {
        CollectorsErrorCode.Throttled => "Nothing; the collector waits as long as the service asks. When it lasts: raise Windows.Interval, or look for other applications that read the same logs.",
        CollectorsErrorCode.CircuitOpen => "Nothing; the service is asked again by itself. When it lasts: look at the service's status page.",
        CollectorsErrorCode.CredentialsRefused => "Check the application's secret or certificate, its client id and the tenant id, then run: auditops config check.",
        CollectorsErrorCode.PermissionMissing => $"Grant the application permission {failure.Permission ?? feed.Permission} with an administrator's consent, then run: auditops config check.",
        CollectorsErrorCode.AnswerUnreadable => "Nothing; the same stretch is asked for again. A record that stays broken becomes a dead letter.",
        CollectorsErrorCode.ForeignLink => "Check the endpoints of the configuration: the service links to another host than the one it was asked at.",
        CollectorsErrorCode.RequestRefused or CollectorsErrorCode.NotFound => "Check that the cloud and the service fit the tenant, and that its licences include the feed.",
        _ => "Check the network between here and the service; it is asked again by itself.",
    };

    public static string? For(string? code) => code switch
    {
        HealthCodes.Gap => "The service no longer has these records. Import an export of the time if there is one (auditops import).",
        HealthCodes.Silent => "Check whether auditing is still switched on in the tenant.",
        _ => null,
    };
}
