using System.Text;
using AuditOps.Schemas.Topics;
using Xunit;

namespace AuditOps.Tests.Schemas;

public sealed class KeysTests
{
    [Fact]
    public void A_key_is_its_parts_in_utf8_with_slashes_between()
    {
        Assert.Equal("contoso/4f1c", Encoding.UTF8.GetString(Keys.Record("contoso", "4f1c")));
        Assert.Equal("contoso/entra.audit/collect", Encoding.UTF8.GetString(Keys.Health("contoso", "entra.audit", "collect")));
        Assert.Equal("contoso/jörg@example.org", Encoding.UTF8.GetString(Keys.Actor("contoso", "jörg@example.org")));
        Assert.Equal("contoso/brute-force/ab12", Encoding.UTF8.GetString(Keys.Join("contoso", "brute-force", "ab12")));
    }

    [Fact]
    public void A_slash_in_the_last_part_stays_and_does_not_confuse_the_split()
    {
        var key = Keys.Record("contoso", "a/b//c");
        Assert.Equal(("contoso", "a/b//c"), Keys.Split(key));
    }

    [Theory]
    [InlineData("")]
    [InlineData("con/toso")]
    public void A_part_before_the_last_that_is_empty_or_holds_a_slash_is_refused(string part)
    {
        Assert.Throws<ArgumentException>(() => Keys.Record(part, "x"));
        Assert.Throws<ArgumentException>(() => Keys.Join("contoso", part, "x"));
    }

    [Fact]
    public void A_long_last_part_is_replaced_by_its_hash_and_two_long_parts_stay_different()
    {
        var a = Keys.Record("contoso", new string('a', 513));
        var b = Keys.Record("contoso", new string('b', 513));
        Assert.Equal("contoso/sha256-128:".Length + 32, a.Length);
        Assert.NotEqual(a, b);
        Assert.Equal(a, Keys.Record("contoso", new string('a', 513)));
        Assert.Equal("contoso/".Length + 512, Keys.Record("contoso", new string('a', 512)).Length);
    }

    [Theory]
    [InlineData("contoso", true)]
    [InlineData("0-9", true)]
    [InlineData("a23456789012345678901234567890123456789012345678901234567890123", true)]
    [InlineData("a234567890123456789012345678901234567890123456789012345678901234", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    [InlineData("Contoso", false)]
    [InlineData("con_toso", false)]
    [InlineData("con/toso", false)]
    [InlineData("contosö", false)]
    [InlineData("contoso\n", false)]
    public void A_tenant_key_is_a_slug_of_up_to_63_characters(string? text, bool valid)
    {
        Assert.Equal(valid, TenantKey.TryParse(text, out var key));
        if (valid)
            Assert.Equal(text, key.Value);
        else
            Assert.Contains("lower-case letters", Assert.Throws<FormatException>(() => TenantKey.Parse(text)).Message, StringComparison.Ordinal);
    }
}
