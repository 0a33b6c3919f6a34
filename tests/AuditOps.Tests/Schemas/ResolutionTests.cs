using AuditOps.Schemas.Avro;
using AuditOps.Schemas.Avro.Resolution;
using AuditOps.Schemas.Avro.Schema;
using Xunit;

namespace AuditOps.Tests.Schemas;

/// <summary>The rules of the Avro specification, "Schema Resolution", one by one.</summary>
public sealed class ResolutionTests
{
    private const string AB = "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"a\",\"type\":\"int\"},{\"name\":\"b\",\"type\":\"string\"}]}";

    [Theory]
    // promotions: int 3 is 06
    [InlineData("\"int\"", "\"long\"", "06", "06")]
    [InlineData("\"int\"", "\"float\"", "06", "00004040")]
    [InlineData("\"int\"", "\"double\"", "06", "0000000000000840")]
    [InlineData("\"long\"", "\"double\"", "06", "0000000000000840")]
    [InlineData("\"float\"", "\"double\"", "00004040", "0000000000000840")]
    [InlineData("\"string\"", "\"bytes\"", "0261", "0261")]
    [InlineData("\"bytes\"", "\"string\"", "0261", "0261")]
    // unions
    [InlineData("\"int\"", "[\"null\",\"long\"]", "06", "0206")]
    [InlineData("[\"null\",\"int\"]", "[\"int\",\"null\"]", "0206", "0006")]
    [InlineData("[\"null\",\"int\"]", "\"long\"", "0206", "06")]
    [InlineData("[\"string\",\"int\"]", "[\"double\",\"string\"]", "0206", "000000000000000840")]
    // enums
    [InlineData("{\"type\":\"enum\",\"name\":\"E\",\"symbols\":[\"A\",\"B\"]}", "{\"type\":\"enum\",\"name\":\"E\",\"symbols\":[\"B\",\"A\"]}", "00", "02")]
    [InlineData("{\"type\":\"enum\",\"name\":\"E\",\"symbols\":[\"A\",\"B\"]}", "{\"type\":\"enum\",\"name\":\"E\",\"symbols\":[\"A\",\"X\"],\"default\":\"X\"}", "02", "02")]
    // records: removed, added, reordered and renamed fields
    [InlineData(AB, "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"b\",\"type\":\"string\"}]}", "060261", "0261")]
    [InlineData(AB, "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"a\",\"type\":\"int\"},{\"name\":\"c\",\"type\":\"int\",\"default\":-1}]}", "060261", "0601")]
    [InlineData(AB, "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"b\",\"type\":\"string\"},{\"name\":\"a\",\"type\":\"int\"}]}", "060261", "026106")]
    [InlineData(AB, "{\"type\":\"record\",\"name\":\"S\",\"aliases\":[\"R\"],\"fields\":[{\"name\":\"z\",\"aliases\":[\"b\"],\"type\":\"string\"}]}", "060261", "0261")]
    // a field may be read twice, under its name and by an alias
    [InlineData(AB, "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"a\",\"type\":\"int\"},{\"name\":\"n\",\"aliases\":[\"a\"],\"type\":\"long\"}]}", "060261", "0606")]
    // arrays and maps in several blocks, one with its size in bytes
    [InlineData("{\"type\":\"array\",\"items\":\"int\"}", "{\"type\":\"array\",\"items\":\"long\"}", "02020304040600", "020204040600")]
    [InlineData("{\"type\":\"map\",\"values\":\"int\"}", "{\"type\":\"map\",\"values\":[\"null\",\"int\"]}", "0202610600", "020261020600")]
    public void Data_of_the_writer_becomes_data_of_the_reader(string writer, string reader, string data, string expected) =>
        Assert.Equal(expected, Resolve(writer, reader, data));

    [Theory]
    [InlineData("\"long\"", "\"int\"")]
    [InlineData("\"string\"", "\"int\"")]
    [InlineData("\"int\"", "[\"null\",\"string\"]")]
    [InlineData("{\"type\":\"fixed\",\"name\":\"F\",\"size\":2}", "{\"type\":\"fixed\",\"name\":\"F\",\"size\":3}")]
    [InlineData("{\"type\":\"array\",\"items\":\"int\"}", "{\"type\":\"map\",\"values\":\"int\"}")]
    [InlineData(AB, "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"new\",\"type\":\"int\"}]}")]
    [InlineData(AB, "{\"type\":\"record\",\"name\":\"Other\",\"fields\":[{\"name\":\"a\",\"type\":\"int\"}]}")]
    public void Schemas_that_do_not_resolve_are_refused(string writer, string reader) =>
        Assert.Equal(AvroErrorCode.Incompatible, Assert.Throws<AvroException>(() => Transcoder.Compile(AvroSchema.Parse(writer), AvroSchema.Parse(reader))).Code);

    [Fact]
    public void A_branch_that_the_reader_lacks_is_an_error_only_when_it_comes()
    {
        Assert.Equal("06", Resolve("[\"int\",\"string\"]", "\"int\"", "0006"));
        Assert.Equal(AvroErrorCode.Incompatible, Assert.Throws<AvroException>(() => Resolve("[\"int\",\"string\"]", "\"int\"", "020261")).Code);
    }

    [Fact]
    public void An_unknown_symbol_without_a_default_is_an_error_only_when_it_comes()
    {
        const string Writer = "{\"type\":\"enum\",\"name\":\"E\",\"symbols\":[\"A\",\"B\"]}";
        const string Reader = "{\"type\":\"enum\",\"name\":\"E\",\"symbols\":[\"A\"]}";
        Assert.Equal("00", Resolve(Writer, Reader, "00"));
        Assert.Equal(AvroErrorCode.EnumSymbol, Assert.Throws<AvroException>(() => Resolve(Writer, Reader, "02")).Code);
    }

    [Fact]
    public void A_list_that_contains_itself_resolves()
    {
        const string Writer = "{\"type\":\"record\",\"name\":\"L\",\"fields\":[{\"name\":\"v\",\"type\":\"int\"},{\"name\":\"next\",\"type\":[\"null\",\"L\"]}]}";
        const string Reader = "{\"type\":\"record\",\"name\":\"L\",\"fields\":[{\"name\":\"next\",\"type\":[\"null\",\"L\"]},{\"name\":\"v\",\"type\":\"long\"},{\"name\":\"w\",\"type\":\"int\",\"default\":9}]}";
        Assert.Equal("02" + "00" + "0412" + "0212", Resolve(Writer, Reader, "0202" + "0400"));
    }

    [Fact]
    public void A_codec_reads_messages_of_an_older_and_of_a_newer_schema()
    {
        const string Older = """
            {"type":"record","name":"RawEnvelope","namespace":"auditops.v1","fields":[
              {"name":"record_id","type":"string"},{"name":"tenant","type":"string"},{"name":"source","type":"string"},
              {"name":"shape","type":{"type":"enum","name":"WireShape","symbols":["unknown","from_the_future"]}},
              {"name":"removed","type":{"type":"array","items":{"type":"map","values":"double"}}},
              {"name":"collected_at","type":"int"},{"name":"run","type":"bytes"},{"name":"payload","type":"string"}]}
            """;
        var registry = new SchemaRegistry();
        var fingerprint = registry.Add(Older);
        byte[] message = [.. SingleObject.Header(fingerprint), .. Convert.FromHexString("0269" + "0274" + "0273" + "02" + "00" + "0a" + "0272" + "047b7d")];
        var read = Codecs.RawEnvelope.Decode(message, registry);
        Assert.Equal(("t", "s", "i", "r"), (read.Tenant, read.Source, read.RecordId, read.Run));
        Assert.Equal(AuditOps.Schemas.Contracts.WireShape.Unknown, read.Shape);
        Assert.Equal(5, read.CollectedAt.ToUnixTimeMilliseconds());
        Assert.Null(read.AvailableAt);
        Assert.Equal("{}"u8.ToArray(), read.Payload.ToArray());
        Assert.Equal(Shown.As(read), Shown.As(Codecs.RawEnvelope.DecodeCopy(message, registry)));
    }

    [Fact]
    public void An_unknown_fingerprint_is_an_error_of_its_own_that_goes_away_when_the_schema_comes()
    {
        const string Schema = "{\"type\":\"record\",\"name\":\"RawEnvelope\",\"fields\":[]}";
        var registry = new SchemaRegistry();
        var fingerprint = AvroSchema.Parse(Schema).Fingerprint;
        var message = SingleObject.Header(fingerprint);
        var error = Assert.Throws<UnknownSchemaException>(() => Codecs.RawEnvelope.Decode(message, registry));
        Assert.Equal((AvroErrorCode.UnknownSchema, fingerprint), (error.Code, error.Fingerprint));
        registry.Add(Schema);
        Assert.Equal(AvroErrorCode.Incompatible, Assert.Throws<AvroException>(() => Codecs.RawEnvelope.Decode(message, registry)).Code);
    }

    private static string Resolve(string writer, string reader, string data) =>
        Convert.ToHexStringLower(Transcoder.Compile(AvroSchema.Parse(writer), AvroSchema.Parse(reader)).Run(Convert.FromHexString(data)));
}
