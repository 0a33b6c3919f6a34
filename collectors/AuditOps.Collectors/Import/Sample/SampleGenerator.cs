using System.Globalization;
using System.Text;

namespace AuditOps.Collectors.Import.Sample;

/// <summary>
/// Invented records for a first look: about 400 of several sources and wire shapes, within the three days before a given time. All people, addresses (RFC 5737, RFC 3849)
/// and names are made up; the same time gives the same bytes. Not test data: nothing in it is meant to be found by a rule.
/// </summary>
public static class SampleGenerator
{
    private const int Seed = 4711;
    private const int Records = 400;
    private const string Organization = "5f0c9a52-7c1e-4b5c-9d8f-2a6b7c8d9e0f";
    private static readonly string[] People = ["alex.meyer", "bea.novak", "chris.lind", "dana.osei", "emil.rossi", "farah.haddad", "gus.berg", "hana.sato"];
    private static readonly string[] Files = ["budget.xlsx", "roadmap.pptx", "notes.docx", "contract.pdf", "logo.svg"];
    private static readonly string[] FileOperations = ["FileAccessed", "FileModified", "FileDownloaded", "FilePreviewed", "FileUploaded"];

    /// <returns>NDJSON in UTF-8, oldest first.</returns>
    public static byte[] Generate(DateTimeOffset now)
    {
        var random = new Random(Seed);
        var text = new StringBuilder();
        for (var i = 0; i < Records; i++)
        {
            var at = now.UtcDateTime - TimeSpan.FromDays(3) * (1 - ((double)i / Records)) - TimeSpan.FromSeconds(random.Next(1, 400));
            var person = People[random.Next(People.Length)];
            text.Append((i % 10) switch
            {
                0 or 1 or 2 => File(random, at, person),
                3 or 4 or 5 => SignIn(random, at, person),
                6 => Logon(random, at, person),
                7 => DirectoryAudit(random, at, person),
                8 => Mailbox(random, at, person),
                _ => Intune(random, at, person),
            });
            text.Append('\n');
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static string File(Random random, DateTime at, string person)
    {
        var name = Files[random.Next(Files.Length)];
        return $$"""{"CreationTime":"{{Seconds(at)}}","Id":"{{Id(random)}}","Operation":"{{FileOperations[random.Next(FileOperations.Length)]}}","OrganizationId":"{{Organization}}","RecordType":6,"UserKey":"i:0h.f|membership|{{person}}@sample.example","UserType":0,"Version":1,"Workload":"SharePoint","ClientIP":"{{Ip(random)}}","ObjectId":"https://sample.example/sites/team/Shared Documents/{{name}}","UserId":"{{person}}@sample.example","ItemType":"File","SourceFileExtension":"{{name[(name.IndexOf('.') + 1)..]}}","SiteUrl":"https://sample.example/sites/team/","SourceFileName":"{{name}}","SourceRelativeUrl":"Shared Documents","UserAgent":"Mozilla/5.0 (Windows NT 10.0; Win64; x64)"}""";
    }

    private static string Logon(Random random, DateTime at, string person)
    {
        var failed = random.Next(5) == 0;
        return $$"""{"CreationTime":"{{Seconds(at)}}","Id":"{{Id(random)}}","Operation":"{{(failed ? "UserLoginFailed" : "UserLoggedIn")}}","OrganizationId":"{{Organization}}","RecordType":15,"ResultStatus":"Success","UserKey":"{{Id(random)}}","UserType":0,"Version":1,"Workload":"AzureActiveDirectory","ClientIP":"{{Ip(random)}}","ObjectId":"00000003-0000-0000-c000-000000000000","UserId":"{{person}}@sample.example","AzureActiveDirectoryEventType":1,"ExtendedProperties":[{"Name":"UserAgent","Value":"Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5)"},{"Name":"RequestType","Value":"OAuth2:Authorize"}],"ModifiedProperties":[],"ApplicationId":"{{Id(random)}}","ErrorNumber":"{{(failed ? "50126" : "0")}}"}""";
    }

    private static string Mailbox(Random random, DateTime at, string person) =>
        $$"""{"CreationTime":"{{Seconds(at)}}","Id":"{{Id(random)}}","Operation":"Set-Mailbox","OrganizationId":"{{Organization}}","RecordType":1,"ResultStatus":"True","UserKey":"{{person}}@sample.example","UserType":2,"Version":1,"Workload":"Exchange","ClientIP":"{{Ip(random)}}","ObjectId":"{{People[random.Next(People.Length)]}}","UserId":"{{person}}@sample.example","Parameters":[{"Name":"Identity","Value":"{{People[random.Next(People.Length)]}}"},{"Name":"AuditEnabled","Value":"True"}]}""";

    private static string SignIn(Random random, DateTime at, string person)
    {
        var failed = random.Next(8) == 0;
        return $$"""{"id":"{{Id(random)}}","createdDateTime":"{{Ticks(at)}}","userDisplayName":"{{Display(person)}}","userPrincipalName":"{{person}}@sample.example","userId":"{{Id(random)}}","appId":"{{Id(random)}}","appDisplayName":"Office 365 Exchange Online","ipAddress":"{{Ip(random)}}","clientAppUsed":"Browser","correlationId":"{{Id(random)}}","conditionalAccessStatus":"{{(failed ? "failure" : "success")}}","isInteractive":true,"riskDetail":"none","riskLevelAggregated":"none","riskLevelDuringSignIn":"none","riskState":"none","resourceDisplayName":"Microsoft Graph","status":{"errorCode":{{(failed ? 50074 : 0)}},"failureReason":"{{(failed ? "Strong Authentication is required." : "Other.")}}","additionalDetails":null},"deviceDetail":{"deviceId":"","displayName":"","operatingSystem":"Windows 11","browser":"Edge 130.0.0","isCompliant":true,"isManaged":true,"trustType":"Azure AD joined"},"location":{"city":"Zurich","state":"Zurich","countryOrRegion":"CH","geoCoordinates":{"latitude":47.37,"longitude":8.54} } }""";
    }

    private static string DirectoryAudit(Random random, DateTime at, string person) =>
        $$"""{"id":"Directory_{{Id(random)}}_{{random.Next(10000, 99999)}}","category":"GroupManagement","correlationId":"{{Id(random)}}","result":"success","resultReason":"","activityDisplayName":"Add member to group","activityDateTime":"{{Ticks(at)}}","loggedByService":"Core Directory","operationType":"Assign","initiatedBy":{"app":null,"user":{"id":"{{Id(random)}}","displayName":"{{Display(person)}}","userPrincipalName":"{{person}}@sample.example","ipAddress":"{{Ip(random)}}"} },"targetResources":[{"id":"{{Id(random)}}","displayName":null,"type":"User","userPrincipalName":"{{People[random.Next(People.Length)]}}@sample.example","modifiedProperties":[{"displayName":"Group.DisplayName","oldValue":null,"newValue":"\"Finance\""}]}],"additionalDetails":[]}""";

    private static string Intune(Random random, DateTime at, string person) =>
        $$"""{"id":"{{Id(random)}}","displayName":"Sync ManagedDevice","componentName":"ManagedDevices","activity":null,"activityDateTime":"{{Ticks(at)}}","activityType":"syncManagedDevice ManagedDevice","activityOperationType":"Action","activityResult":"Success","correlationId":"{{Id(random)}}","category":"Device","actor":{"auditActorType":"ItPro","userPermissions":["*"],"applicationId":"{{Id(random)}}","applicationDisplayName":"Microsoft Intune portal extension","userPrincipalName":"{{person}}@sample.example","servicePrincipalName":null,"ipAddress":null,"userId":"{{Id(random)}}"},"resources":[{"displayName":"LAPTOP-{{random.Next(100, 999)}}","auditResourceType":"ManagedDevice","resourceId":"{{Id(random)}}","modifiedProperties":[]}]}""";

    private static string Seconds(DateTime at) => at.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);

    private static string Ticks(DateTime at) => at.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);

    private static string Ip(Random random) => random.Next(6) == 0 ? $"2001:db8::{random.Next(1, 4096):x}" : $"198.51.100.{random.Next(1, 255)}";

    private static string Display(string person) => CultureInfo.InvariantCulture.TextInfo.ToTitleCase(person.Replace('.', ' '));

    private static string Id(Random random)
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        return new Guid(bytes).ToString();
    }
}
