using System.Buffers;
using AuditOps.Processors.DeadLetters;
using AuditOps.Schemas.Avro;
using AuditOps.Schemas.Contracts;
using AuditOps.Streams;
using Xunit;

namespace AuditOps.Tests.Processors;

/// <summary>What the runtime says of a failure has a code of the closed set in the letter.</summary>
public sealed class DeadLetterCodeTests
{
    public static TheoryData<bool, string, DeadLetterCode> Failures => new()
    {
        { true, FailedRecord.PunctuationThrew, DeadLetterCode.PunctuationThrew },
        { true, FailedRecord.ProcessorThrew, DeadLetterCode.NormalizerThrew },
        { true, nameof(DeadLetterCode.TooDeep), DeadLetterCode.TooDeep },
        { true, "NoSuchCode", DeadLetterCode.Unspecified },
        { false, FailedRecord.PunctuationThrew, DeadLetterCode.PunctuationThrew },
        { false, FailedRecord.ProcessorThrew, DeadLetterCode.ProcessorThrew },
        { false, nameof(DeadLetterCode.EventUndecodable), DeadLetterCode.EventUndecodable },
        { false, "NoSuchCode", DeadLetterCode.Unspecified },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public void A_failure_gets_its_code(bool ofIngest, string failure, DeadLetterCode code)
    {
        IDeadLetterWriter writer = ofIngest ? new IngestDeadLetters(new SchemaRegistry(), TimeProvider.System) : new StageDeadLetters("correlate", TimeProvider.System);
        var output = new ArrayBufferWriter<byte>();
        writer.Write(
            new FailedRecord { Topology = "t", Step = "s", Failure = failure, Reason = "it threw", Record = default, Value = default },
            output);

        Assert.Equal(code, Codecs.DeadLetter.Decode(output.WrittenMemory, new SchemaRegistry()).Code);
    }
}
