using System.Text;
using AuditOps.Processors;
using AuditOps.Processors.Notify;
using AuditOps.Schemas.Contracts;
using Xunit;

namespace AuditOps.Tests.Notify;

public sealed class NotifyConfigurationTests
{
    [Fact]
    public void A_file_becomes_options()
    {
        var folder = Directory.CreateTempSubdirectory("auditops-notify-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "key"), "0123456789abcdef\n");
            var options = Read(
                """
                { // comments and a comma too many are borne
                  "publicUrl": "https://auditops.contoso.com/ops",
                  "allow": { "networks": ["10.0.0.0/8"], "hosts": ["siem.local"] },
                  "targets": [
                    { "name": "soc", "kind": "webhook", "url": "https://soc.contoso.com/x", "secret": "file:key", "when": { "severity": "High", "tenants": ["contoso"], "on": ["opened", "closed"] } },
                    { "name": "chat", "kind": "slack", "url": "file:key2" },
                    { "name": "qradar", "kind": "syslog", "host": "siem.local" },
                  ]
                }
                """, folder, ("key2", "https://hooks.slack.com/services/T/B/s3cret"));
            Assert.Equal("https://auditops.contoso.com/ops/", options.PublicUrl!.ToString());
            var (soc, chat, syslog) = (options.Targets[0], options.Targets[1], options.Targets[2]);
            Assert.Equal(("0123456789abcdef", AlertSeverity.High, 4), (soc.Secret!.Reveal(), soc.Route.Severity, soc.Concurrency));
            Assert.Equal(("https://hooks.slack.com/…", 60, 1), (chat.Shown, chat.PerMinute, chat.Concurrency));
            Assert.DoesNotContain("s3cret", chat.ToString(), StringComparison.Ordinal);
            Assert.Equal("tls://siem.local:6514", syslog.Shown);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Every_fault_is_named_at_once_and_no_secret_with_it()
    {
        var fault = Assert.Throws<ProcessorException>(() => Read(
            """
            { "publicUrl": "nowhere", "allow": { "networks": ["10.0.0.0/99"] }, "retry": { "firstSeconds": -1 },
              "targets": [
                { "name": "A", "kind": "webhook", "url": "https://u:hunter2@x.com/" },
                { "name": "b", "kind": "pigeon", "url": "https://x.com/", "secret": "hunter2hunter2hunter2", "headers": { "X-Api-Key": "hunter2" } },
                { "name": "c", "kind": "slack", "url": "env:AUDITOPS_TEST_NOT_SET_ANYWHERE", "when": { "severity": "loud" } },
                { "name": "d", "kind": "webhook", "url": "https://x.com/", "when": { "on": ["sometimes"], "tenants": ["NO"] }, "headers": { "Host": "y" } },
                { "name": "d", "kind": "siem-events", "url": "http://127.0.0.1/", "format": "ocsf" }
              ] }
            """, "/")).Message;
        foreach (var part in (string[])["publicUrl", "10.0.0.0/99", "firstSeconds", "target A", "lower-case", "kind must be", "secret must be written as", "X-Api-Key", "AUDITOPS_TEST_NOT_SET_ANYWHERE", "when.severity",
            "'sometimes'", "'NO'", "header Host", "named 2 times", "format Ocsf", "this machine"])
            Assert.Contains(part, fault, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ \"targetz\": [] }")]
    [InlineData("{ \"targets\": [ { \"name\": 4 } ] }")]
    [InlineData("{ \"targets\": [ { \"name\": \"s3cret\", \"name\": \"s3cret\" } ] }")]
    [InlineData("s3cret")]
    [InlineData("")]
    [InlineData("[[[[[[[[[[[[[[[[[[[[[[[[[[")]
    public void What_is_not_the_form_is_refused_without_being_quoted(string json) =>
        Assert.DoesNotContain("s3cret", Assert.Throws<ProcessorException>(() => Read(json, "/")).Message, StringComparison.Ordinal);

    private static NotifyOptions Read(string json, string folder, params (string Name, string Text)[] files)
    {
        foreach (var (name, text) in files)
            File.WriteAllText(Path.Combine(folder, name), text);
        return NotifyConfiguration.Read(Encoding.UTF8.GetBytes(json), folder);
    }
}
