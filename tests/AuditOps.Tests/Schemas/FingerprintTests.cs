using AuditOps.Schemas.Avro.Schema;
using Xunit;

namespace AuditOps.Tests.Schemas;

public sealed class FingerprintTests
{
    /// <summary>Values of the Avro project's own test data (share/test/data/schema-tests.txt).</summary>
    [Theory]
    [InlineData("\"null\"", 0x63dd24e7cc258f8aUL)]
    [InlineData("\"boolean\"", 0x9f42fc78a4d4f764UL)]
    [InlineData("\"int\"", 0x7275d51a3f395c8fUL)]
    [InlineData("\"long\"", 0xd054e14493f41db7UL)]
    [InlineData("\"float\"", 0x4d7c02cb3ea8d790UL)]
    [InlineData("\"double\"", 0x8e7535c032ab957eUL)]
    [InlineData("\"bytes\"", 0x4fc016dac3201965UL)]
    [InlineData("\"string\"", 0x8f014872634503c7UL)]
    public void Primitive_types_have_the_published_fingerprints(string json, ulong expected) => Assert.Equal(expected, AvroSchema.Parse(json).Fingerprint);

    [Theory]
    [InlineData("{\"type\":\"int\"}", "\"int\"")]
    [InlineData("[]", null)]
    [InlineData("[\"int\"]", "[\"int\"]")]
    [InlineData("{\"type\": {\"type\": \"string\", \"logicalType\": \"uuid\"}}", "\"string\"")]
    [InlineData(
        "{\"fields\":[{\"type\":{\"type\":\"enum\",\"name\":\"bar\",\"symbols\":[\"Y\"],\"doc\":\"x\"},\"default\":\"Y\",\"name\":\"f1\",\"order\":\"ascending\"}],\"type\":\"record\",\"name\":\"foo\",\"namespace\":\"x.y\",\"aliases\":[\"old\"]}",
        "{\"name\":\"x.y.foo\",\"type\":\"record\",\"fields\":[{\"name\":\"f1\",\"type\":{\"name\":\"x.y.bar\",\"type\":\"enum\",\"symbols\":[\"Y\"]}}]}")]
    [InlineData(
        "{\"type\":\"record\",\"name\":\"a.b.L\",\"fields\":[{\"name\":\"next\",\"type\":[\"null\",\"L\"]}]}",
        "{\"name\":\"a.b.L\",\"type\":\"record\",\"fields\":[{\"name\":\"next\",\"type\":[\"null\",\"a.b.L\"]}]}")]
    public void The_canonical_form_keeps_only_what_matters_to_the_bytes(string json, string? expected)
    {
        if (expected is null)
            Assert.Throws<AuditOps.Schemas.Avro.AvroException>(() => AvroSchema.Parse(json));
        else
            Assert.Equal(expected, AvroSchema.Parse(json).CanonicalForm);
    }
}
