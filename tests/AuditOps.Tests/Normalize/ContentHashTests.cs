using System.Security.Cryptography;
using System.Text;
using Xunit;

namespace AuditOps.Tests.Normalize;

public sealed class ContentHashTests
{
    [Fact]
    public void Without_noise_the_hash_is_that_of_the_bytes()
    {
        var whole = SHA256.HashData(Encoding.UTF8.GetBytes(GoldenRecords.Logon));
        Assert.Equal(whole[..16], Sample.Normalize(GoldenRecords.Logon).ContentHash.ToArray());
    }

    [Theory]
    [InlineData("\"@odata.type\":\"#microsoft.graph.signIn\",", "\"@odata.etag\":\"W/1\",", true)]
    [InlineData("\"@odata.type\":\"#microsoft.graph.signIn\",", "\"isNew\":1,\"@odata.type\":\"x\",", false)]
    public void Graph_annotations_are_noise_and_other_members_are_not(string first, string second, bool same)
    {
        var a = Sample.Normalize(GoldenRecords.SignIn.Insert(1, first)).ContentHash;
        var b = Sample.Normalize(GoldenRecords.SignIn.Insert(1, second)).ContentHash;
        Assert.Equal(same, a.Span.SequenceEqual(b.Span));
    }

    [Fact]
    public void Columns_a_workspace_adds_are_noise()
    {
        var a = Sample.Normalize(GoldenRecords.Table.Insert(1, "\"_ItemId\":\"1\",")).ContentHash;
        var b = Sample.Normalize(GoldenRecords.Table.Insert(1, "\"_ItemId\":\"2\",\"_TimeReceived\":\"x\",")).ContentHash;
        Assert.True(a.Span.SequenceEqual(b.Span));
    }

    [Fact]
    public void A_changed_record_has_another_hash() =>
        Assert.False(Sample.Normalize(GoldenRecords.Risk).ContentHash.Span.SequenceEqual(Sample.Normalize(GoldenRecords.Risk.Replace("atRisk", "remediated", StringComparison.Ordinal)).ContentHash.Span));
}
