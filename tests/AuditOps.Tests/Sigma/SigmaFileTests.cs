using AuditOps.Engines.Sigma;
using Xunit;

namespace AuditOps.Tests.Sigma;

public sealed class SigmaFileTests
{
    [Fact]
    public void A_text_is_read_once_and_loads_the_same_rules_each_time()
    {
        var file = new SigmaFile("a.yml", "title: a\nid: a\nwhen:\n  - {field: operation, op: eq, value: Send}\nthreshold: {count: 2, within: 10m}\n---\ntitle: b\nid: b\nlogsource: {product: auditops}\ndetection: {a: {f: 1}, condition: a}\n");
        var (once, again) = (SigmaRules.Load([file]), SigmaRules.Load([file]));
        Assert.Same(file.Read(), file.Read());
        Assert.Empty(once.Refused);
        Assert.Equal(once.Rules.Select(rule => rule.Metadata.Id), again.Rules.Select(rule => rule.Metadata.Id));
        Assert.Equal(once.Correlations.Select(rule => rule.Metadata.Id), again.Correlations.Select(rule => rule.Metadata.Id));
        Assert.Equal(file, new SigmaFile(file.Name, file.Text));
    }

    [Fact]
    public void A_text_that_is_no_yaml_is_refused_each_time()
    {
        var file = new SigmaFile("a.yml", "title: [x");
        Assert.Single(SigmaRules.Load([file]).Refused);
        Assert.Single(SigmaRules.Load([file]).Refused);
    }
}
