using System.Text;
using AuditOps.Engines.Sigma;
using AuditOps.Engines.Sigma.Fields;
using AuditOps.Engines.Sigma.Model;
using AuditOps.Engines.Sigma.Plan;
using AuditOps.Tests.Normalize;
using Xunit;

namespace AuditOps.Tests.Sigma;

public sealed class FieldMapTests
{
    private const string EnvelopeAudit = """{"time":"2026-03-04T10:00:00Z","resourceId":"/tenants/t/providers/Microsoft.aadiam","operationName":"Add member to role","category":"AuditLogs","tenantId":"t","callerIpAddress":"203.0.113.7","correlationId":"c","properties":{"id":"a-0000000000000001","category":"RoleManagement","activityDisplayName":"Add member to role","activityDateTime":"2026-03-04T10:00:00Z","loggedByService":"Core Directory","result":"success","initiatedBy":{"user":{"id":"u1","userPrincipalName":"admin@tailspin.example","ipAddress":"203.0.113.7"}},"targetResources":[{"id":"t1","type":"User","userPrincipalName":"new@tailspin.example","modifiedProperties":[{"displayName":"Role.DisplayName","oldValue":null,"newValue":"\"Global Administrator\""}]}]}}""";
    private const string GraphAudit = """{"id":"a-0000000000000002","category":"RoleManagement","activityDisplayName":"Add member to role","activityDateTime":"2026-03-04T10:00:00Z","loggedByService":"Core Directory","result":"success","correlationId":"c","initiatedBy":{"user":{"id":"u1","userPrincipalName":"admin@tailspin.example","ipAddress":"203.0.113.7"}},"targetResources":[{"id":"t1","type":"User","userPrincipalName":"new@tailspin.example","modifiedProperties":[{"displayName":"Role.DisplayName","oldValue":null,"newValue":"\"Global Administrator\""}]}]}""";
    private const string ManagementAudit = """{"CreationTime":"2026-03-04T10:00:00","Id":"a-0000000000000003","Operation":"Add member to role.","OrganizationId":"t","RecordType":8,"ResultStatus":"Success","UserKey":"k","UserType":2,"Version":1,"Workload":"AzureActiveDirectory","ClientIP":"203.0.113.7","ObjectId":"new@tailspin.example","UserId":"admin@tailspin.example","AzureActiveDirectoryEventType":1,"ExtendedProperties":[],"ModifiedProperties":[{"Name":"Role.DisplayName","NewValue":"Global Administrator","OldValue":""}],"Actor":[{"ID":"admin@tailspin.example","Type":5}],"Target":[{"ID":"new@tailspin.example","Type":5}]}""";
    private const string EnvelopeSignIn = """{"time":"2026-03-04T10:00:00Z","resourceId":"/tenants/t/providers/Microsoft.aadiam","operationName":"Sign-in activity","category":"SignInLogs","tenantId":"t","resultType":"50126","resultDescription":"Invalid username or password.","callerIpAddress":"203.0.113.7","location":"NO","properties":{"id":"s-0000000000000001","createdDateTime":"2026-03-04T10:00:00Z","userPrincipalName":"ann@tailspin.example","userId":"u2","appId":"app-1","appDisplayName":"Portal","ipAddress":"203.0.113.7","clientAppUsed":"Browser","status":{"errorCode":50126},"deviceDetail":{"isCompliant":false},"location":{"countryOrRegion":"NO"},"authenticationProtocol":"deviceCode"}}""";
    private const string GraphSignIn = """{"id":"s-0000000000000002","createdDateTime":"2026-03-04T10:00:00Z","userPrincipalName":"ann@tailspin.example","userId":"u2","appId":"app-1","appDisplayName":"Portal","ipAddress":"203.0.113.7","clientAppUsed":"Browser","status":{"errorCode":50126,"failureReason":"Invalid username or password."},"deviceDetail":{"isCompliant":false},"location":{"countryOrRegion":"NO"},"authenticationProtocol":"deviceCode"}""";
    private const string ManagementSignIn = """{"CreationTime":"2026-03-04T10:00:00","Id":"s-0000000000000003","Operation":"UserLoginFailed","OrganizationId":"t","RecordType":15,"ResultStatus":"Failed","UserKey":"k","UserType":0,"Version":1,"Workload":"AzureActiveDirectory","ClientIP":"203.0.113.7:50000","ObjectId":"o","UserId":"ann@tailspin.example","ApplicationId":"app-1","ErrorNumber":"50126","LogonError":"InvalidUserNameOrPassword","ExtendedProperties":[{"Name":"UserAgent","Value":"curl/8"}],"Actor":[],"Target":[]}""";

    [Theory]
    [InlineData("azure", "auditlogs", "properties.activityDisplayName: Add member to role")]
    [InlineData("azure", "auditlogs", "activityDisplayName: Add member to role")]
    [InlineData("azure", "auditlogs", "OperationName: Add member to role")]
    [InlineData("azure", "auditlogs", "properties.message: Add member to role")]
    [InlineData("m365", "audit", "Operation: Add member to role.")]
    [InlineData("m365", "audit", "Operation: Add member to role")]
    [InlineData("auditops", "", "operation: Add member to role")]
    [InlineData("auditops", "", "actor: admin@tailspin.example")]
    [InlineData("auditops", "", "changes.Role.DisplayName.new: Global Administrator")]
    [InlineData("azure", "auditlogs", "TargetResources.ModifiedProperties.NewValue|contains: Global Admin")]
    [InlineData("azure", "auditlogs", "properties.targetResources.modifiedProperties.newValue: Global Administrator")]
    [InlineData("m365", "audit", "ModifiedProperties.NewValue|contains: Global Admin")]
    [InlineData("azure", "auditlogs", "Status: Success")]
    [InlineData("m365", "audit", "ResultStatus: Success")]
    [InlineData("m365", "audit", "UserId: admin@tailspin.example")]
    public void A_rule_in_any_shape_s_words_finds_a_directory_audit_in_every_shape(string product, string service, string item) =>
        Everywhere(product, service, item, EnvelopeAudit, GraphAudit, ManagementAudit);

    [Theory]
    [InlineData("azure", "signinlogs", "ResultType: 50126")]
    [InlineData("azure", "signinlogs", "resultType: '50126'")]
    [InlineData("azure", "signinlogs", "status.errorCode: 50126")]
    [InlineData("azure", "signinlogs", "properties.status.errorCode: 50126")]
    [InlineData("auditops", "", "result_code: 50126")]
    [InlineData("auditops", "", "outcome: failure")]
    [InlineData("m365", "audit", "Operation: UserLoginFailed")]
    [InlineData("azure", "signinlogs", "callerIpAddress|cidr: 203.0.113.0/24")]
    [InlineData("m365", "audit", "ClientIP: 203.0.113.7")]
    [InlineData("azure", "signinlogs", "properties.userPrincipalName|endswith: '@tailspin.example'")]
    [InlineData("azure", "signinlogs", "properties.appId: app-1")]
    public void A_rule_in_any_shape_s_words_finds_a_sign_in_in_every_shape(string product, string service, string item) =>
        Everywhere(product, service, item, EnvelopeSignIn, GraphSignIn, ManagementSignIn);

    [Theory]
    [InlineData("DeviceDetail.isCompliant: 'false'")]
    [InlineData("properties.deviceDetail.iscompliant: false")]
    [InlineData("properties.message: Device Code")]
    [InlineData("location: 'NO'")]
    [InlineData("Status: Failure")]
    public void Words_of_the_portal_are_understood(string item) => Everywhere("azure", "signinlogs", item, EnvelopeSignIn, GraphSignIn);

    [Fact]
    public void A_record_is_asked_only_the_rules_of_its_log_sources_and_an_unknown_one_all()
    {
        var rules = SigmaRules.Load([.. new[] { ("azure", "signinlogs"), ("azure", "auditlogs"), ("m365", "audit"), ("m365", "exchange"), ("windows", "security"), ("auditops", "entra.signin") }
            .Select((source, i) => new SigmaFile($"{i}", Rule(source.Item1, source.Item2, "nowhere: null", $"{source.Item1}/{source.Item2}")))]);
        var matcher = new SigmaEngine(rules, FieldMap.BuiltIn).CreateMatcher();
        Assert.Equal(["azure/signinlogs", "m365/audit", "auditops/entra.signin"], Asked(matcher, GraphSignIn));
        Assert.Equal(["azure/auditlogs", "m365/audit"], Asked(matcher, ManagementAudit));
        Assert.Equal(["m365/audit"], Asked(matcher, ManagementAudit.Replace("AzureActiveDirectory\"", "SharePoint\"", StringComparison.Ordinal)));
        Assert.Equal(["m365/audit", "m365/exchange"], Asked(matcher, ManagementAudit.Replace("AzureActiveDirectory\"", "Exchange\"", StringComparison.Ordinal)));
        Assert.Equal(6, Asked(matcher, """{"some":"thing"}""").Count);
    }

    [Fact]
    public void Own_names_need_the_normalised_event_and_reach_every_value()
    {
        var rules = SigmaRules.Load([new SigmaFile("f", Rule("auditops", "", "target.upn: new@tailspin.example\n        changes.property: role.displayname", "r"))]);
        var matcher = new SigmaEngine(rules, FieldMap.BuiltIn).CreateMatcher();
        var hits = new List<SigmaRule>();
        var bytes = Encoding.UTF8.GetBytes(GraphAudit);
        matcher.Match(bytes, Sample.Normalize(bytes), null, hits);
        Assert.Single(hits);
        matcher.Match(bytes, hits);
        Assert.Empty(hits);
    }

    [Theory]
    [InlineData("rules: []", 1, "unknown key 'rules'")]
    [InlineData("routes:\n  - {source: x}", 2, "'logsources' is missing")]
    [InlineData("facts:\n  - {for: [a/b], names: [x], paths: [{path: y, as: shout}]}", 2, "'shout' is no reading")]
    [InlineData("facts:\n  - {for: [a], names: [x], paths: [y]}", 2, "product/service")]
    [InlineData("facts:\n  - {for: [a/b], names: [x], own: nobody}", 2, "no name of ours")]
    [InlineData("facts:\n  - {for: [a/b], paths: [y]}", 2, "no names")]
    public void A_field_file_that_is_wrong_is_refused_with_its_line(string yaml, int line, string reason)
    {
        var refused = Assert.Throws<FieldFileException>(() => FieldMap.Parse(yaml, "my.yaml"));
        Assert.Equal(line, refused.Line);
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }

    private static string Rule(string product, string service, string item, string id) =>
        $"title: {id}\nid: {id}\nlogsource:\n    product: {product}\n{(service.Length > 0 ? $"    service: {service}\n" : "")}detection:\n    s:\n        {item}\n    condition: s\n";

    private static void Everywhere(string product, string service, string item, params string[] records)
    {
        var rules = SigmaRules.Load([new SigmaFile("f", Rule(product, service, item, "r"))]);
        Assert.True(rules.Refused.Count == 0, string.Join('\n', rules.Refused));
        var matcher = new SigmaEngine(rules, FieldMap.BuiltIn).CreateMatcher();
        foreach (var record in records)
            Assert.True(Asked(matcher, record).Count == 1, $"{product}/{service} {item} does not find {record}");
    }

    private static List<string> Asked(SigmaMatcher matcher, string record)
    {
        var bytes = Encoding.UTF8.GetBytes(record);
        var normalized = Sample.Normalize(bytes);
        var hits = new List<SigmaRule>();
        Assert.Equal(MatchStatus.Read, matcher.Match(bytes, normalized, FieldMap.BuiltIn.RouteOf(normalized), hits));
        return hits.ConvertAll(rule => rule.Metadata.Id);
    }
}
