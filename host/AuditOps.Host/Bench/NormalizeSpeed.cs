using System.Diagnostics;
using System.Globalization;
using System.Text;
using AuditOps.Engines.Normalize;
using AuditOps.Schemas.Contracts;
using AuditOps.Schemas.Shapes;

namespace AuditOps.Host.Bench;

/// <summary>Speed of one thread over generated records of the usual sizes; recognising is part of it, as in the pipeline.</summary>
internal sealed record NormalizeSpeed(double EventsPerSecond, double MegabytesPerSecond, double MicrosecondsPerEvent, double BytesAllocatedPerEvent, double AverageBytes)
{
    private const int Records = 2_000;
    private const int WarmUpRounds = 5;
    private static readonly TimeSpan MeasureFor = TimeSpan.FromSeconds(3);

    public static NormalizeSpeed Measure(CancellationToken cancellation)
    {
        var normalizer = new EventNormalizer(new NormalizeOptions());
        var records = Generate();
        for (var i = 0; i < WarmUpRounds; i++)
            Round(normalizer, records);
        long events = 0, bytes = 0;
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < MeasureFor)
        {
            cancellation.ThrowIfCancellationRequested();
            bytes += Round(normalizer, records);
            events += records.Count;
        }

        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        return new NormalizeSpeed(events / seconds, bytes / seconds / 1e6, seconds / events * 1e6, allocated / (double)events, bytes / (double)events);
    }

    private static long Round(EventNormalizer normalizer, List<byte[]> records)
    {
        long bytes = 0;
        foreach (var record in records)
        {
            var seen = ShapeRecognizer.Recognize(record);
            _ = normalizer.Normalize(new RawEnvelope
            {
                Tenant = "bench",
                Source = seen.Source,
                Shape = seen.Shape,
                RecordId = seen.RecordId ?? "sha256-128:none",
                CollectedAt = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero),
                Run = "bench",
                Payload = record,
            });
            bytes += record.Length;
        }

        return bytes;
    }

    private static List<byte[]> Generate()
    {
        var records = new List<byte[]>(Records);
        for (var i = 0; i < Records; i++)
            records.Add(Encoding.UTF8.GetBytes((i % 4) switch { 0 => Logon(i), 1 => File(i), 2 => Cmdlet(i), _ => SignIn(i) }));
        return records;
    }

    private static string Id(int number) => number.ToString("x8", CultureInfo.InvariantCulture) + "-5a17-4c3e-9b40-0c8d2f6e7a11";

    private static string Logon(int i) => $$"""
        {"CreationTime":"2026-01-05T09:{{i % 60:00}}:14","Id":"{{Id(i)}}","Operation":"UserLoggedIn","OrganizationId":"0d3f7c11-88a2-4b7e-9f66-5f3d2f0a9c10","RecordType":15,"ResultStatus":"Success","UserKey":"7f6b2c9d-04a1-4c55-8f0e-3b1a6d2e9c77","UserType":0,"Version":1,"Workload":"AzureActiveDirectory","ClientIP":"203.0.113.{{i % 250}}","ObjectId":"00000002-0000-0ff1-ce00-000000000000","UserId":"worker{{i % 300}}@tailspin.example","AzureActiveDirectoryEventType":1,"ExtendedProperties":[{"Name":"ResultStatusDetail","Value":"Success"},{"Name":"UserAgent","Value":"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36"},{"Name":"RequestType","Value":"OAuth2:Authorize"}],"ModifiedProperties":[],"Actor":[{"ID":"7f6b2c9d-04a1-4c55-8f0e-3b1a6d2e9c77","Type":0},{"ID":"worker{{i % 300}}@tailspin.example","Type":5}],"ActorContextId":"0d3f7c11-88a2-4b7e-9f66-5f3d2f0a9c10","ActorIpAddress":"203.0.113.{{i % 250}}","InterSystemsId":"{{Id(i + 1)}}","IntraSystemId":"{{Id(i + 2)}}","SupportTicketId":"","Target":[{"ID":"00000002-0000-0ff1-ce00-000000000000","Type":0}],"TargetContextId":"0d3f7c11-88a2-4b7e-9f66-5f3d2f0a9c10","ApplicationId":"5b1c9c0e-7d54-4f4f-9a29-6a9a3fb2f5d0","DeviceProperties":[{"Name":"OS","Value":"Windows 10"},{"Name":"BrowserType","Value":"Chrome"},{"Name":"SessionId","Value":"{{Id(i + 3)}}"}],"ErrorNumber":"0"}
        """;

    private static string File(int i) => $$"""
        {"CreationTime":"2026-01-05T10:{{i % 60:00}}:40","Id":"{{Id(i)}}","Operation":"FileDownloaded","OrganizationId":"0d3f7c11-88a2-4b7e-9f66-5f3d2f0a9c10","RecordType":6,"UserKey":"i:0h.f|membership|1003200{{i:x8}}@live.com","UserType":0,"Version":1,"Workload":"SharePoint","ClientIP":"198.51.100.{{i % 250}}","ObjectId":"https://tailspin.sharepoint.example/sites/finance/Shared Documents/Plan {{i}}.xlsx","UserId":"worker{{i % 300}}@tailspin.example","CorrelationId":"{{Id(i + 1)}}","EventSource":"SharePoint","ItemType":"File","ListId":"{{Id(7)}}","ListItemUniqueId":"{{Id(i + 2)}}","Site":"{{Id(8)}}","UserAgent":"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15","WebId":"{{Id(9)}}","HighPriorityMediaProcessing":false,"SourceFileExtension":"xlsx","SiteUrl":"https://tailspin.sharepoint.example/sites/finance/","SourceFileName":"Plan {{i}}.xlsx","SourceRelativeUrl":"Shared Documents","AppAccessContext":{"AADSessionId":"{{Id(i + 3)}}","CorrelationId":"{{Id(i + 1)}}","UniqueTokenId":"Zm9vYmFy{{i}}"},"AuthenticationType":"OAuth","BrowserName":"Safari","BrowserVersion":"17.5","IsManagedDevice":true,"Platform":"MacOS"}
        """;

    private static string Cmdlet(int i) => $$"""
        {"CreationTime":"2026-01-05T11:{{i % 60:00}}:02","Id":"{{Id(i)}}","Operation":"Set-Mailbox","OrganizationId":"0d3f7c11-88a2-4b7e-9f66-5f3d2f0a9c10","RecordType":1,"ResultStatus":"True","UserKey":"admin@tailspin.example","UserType":2,"Version":1,"Workload":"Exchange","ClientIP":"203.0.113.{{i % 250}}:5{{i % 1000:0000}}","ObjectId":"EURP0{{i % 9}}A001.PROD.OUTLOOK.COM/Microsoft Exchange Hosted Organizations/tailspin.onmicrosoft.example/worker{{i % 300}}","UserId":"admin@tailspin.example","AppId":"","ClientAppId":"","ExternalAccess":false,"OrganizationName":"tailspin.onmicrosoft.example","OriginatingServer":"VI1PR04MB5056 (15.20.8000.032)","Parameters":[{"Name":"Identity","Value":"worker{{i % 300}}"},{"Name":"ForwardingSmtpAddress","Value":"smtp:someone@elsewhere.example"},{"Name":"DeliverToMailboxAndForward","Value":"True"},{"Name":"ProhibitSendQuota","Value":"99 GB (106,300,440,576 bytes)"},{"Name":"IssueWarningQuota","Value":"90 GB (96,636,764,160 bytes)"},{"Name":"HiddenFromAddressListsEnabled","Value":"False"},{"Name":"RecoverableItemsQuota","Value":"30 GB (32,212,254,720 bytes)"},{"Name":"UseDatabaseQuotaDefaults","Value":"False"}],"SessionId":"{{Id(i + 5)}}"}
        """;

    private static string SignIn(int i) => $$$"""
        {"id":"{{{Id(i)}}}","createdDateTime":"2026-01-05T12:{{{i % 60:00}}}:33.1234567Z","userDisplayName":"Worker {{{i % 300}}}","userPrincipalName":"worker{{{i % 300}}}@tailspin.example","userId":"7f6b2c9d-04a1-4c55-8f0e-3b1a6d2e9c77","appId":"5b1c9c0e-7d54-4f4f-9a29-6a9a3fb2f5d0","appDisplayName":"Office Portal","ipAddress":"203.0.113.{{{i % 250}}}","clientAppUsed":"Browser","userAgent":"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36","correlationId":"{{{Id(i + 1)}}}","conditionalAccessStatus":"{{{(i % 8 == 3 ? "failure" : "success")}}}","isInteractive":true,"riskDetail":"none","riskLevelAggregated":"none","riskLevelDuringSignIn":"none","riskState":"none","riskEventTypes_v2":[],"resourceDisplayName":"Microsoft Graph","resourceId":"00000003-0000-0000-c000-000000000000","status":{"errorCode":{{{(i % 8 == 3 ? 53003 : 0)}}},"failureReason":"Other.","additionalDetails":"MFA requirement satisfied"},"deviceDetail":{"deviceId":"{{{Id(i + 2)}}}","displayName":"PC-{{{i % 300}}}","operatingSystem":"Windows 10","browser":"Chrome 126.0","isCompliant":true,"isManaged":true,"trustType":"Azure AD joined"},"location":{"city":"Oslo","state":"Oslo","countryOrRegion":"NO","geoCoordinates":{"altitude":null,"latitude":59.9,"longitude":10.7}},"appliedConditionalAccessPolicies":[{"id":"{{{Id(11)}}}","displayName":"Require MFA","enforcedGrantControls":["Mfa"],"enforcedSessionControls":[],"result":"success"}]}
        """;
}
