using System.Collections;
using System.Reflection;
using AuditOps.Embedded.Kafka;
using AuditOps.Embedded.Kafka.Wire;

namespace AuditOps.Embedded.Tests.Broker;

/// <summary>Fills a message's fields with random values, so that every version of every message can be sent through the codec.</summary>
internal static class MessageFiller
{
    public static IMessage Fill(Type type, Random random)
    {
        var message = (IMessage)Activator.CreateInstance(type)!;
        foreach (var field in type.GetFields(BindingFlags.Public | BindingFlags.Instance))
        {
            if (field.IsInitOnly) continue;
            // The layout number of the broker's own records is not free.
            if (field.Name is "LayoutVersion") continue;
            field.SetValue(message, Value(field.FieldType, random));
        }
        return message;
    }

    private static object? Value(Type type, Random random)
    {
        if (type == typeof(bool)) return random.Next(2) == 0;
        if (type == typeof(sbyte)) return (sbyte)random.Next(sbyte.MinValue, sbyte.MaxValue + 1);
        if (type == typeof(short)) return (short)random.Next(short.MinValue, short.MaxValue + 1);
        if (type == typeof(int)) return random.Next(int.MinValue, int.MaxValue);
        if (type == typeof(long)) return random.NextInt64(long.MinValue, long.MaxValue);
        if (type == typeof(KafkaError)) return (KafkaError)random.Next(-1, 104);
        if (type == typeof(string)) return Text(random);
        if (type == typeof(byte[])) return Bytes(random);
        if (type == typeof(ReadOnlyMemory<byte>)) return new ReadOnlyMemory<byte>(Bytes(random));
        if (type == typeof(Guid))
        {
            Span<byte> bytes = stackalloc byte[16];
            random.NextBytes(bytes);
            return new Guid(bytes);
        }
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(List<>)) return Items(type, random);
        throw new NotSupportedException($"no random value for {type}");
    }

    private static object Items(Type type, Random random)
    {
        var list = (IList)Activator.CreateInstance(type)!;
        var element = type.GetGenericArguments()[0];
        // At least one: some versions carry exactly one element without an array around it.
        var count = 1 + random.Next(3);
        for (var i = 0; i < count; i++) list.Add(typeof(IMessage).IsAssignableFrom(element) ? Fill(element, random) : Value(element, random));
        return list;
    }

    private static string Text(Random random)
    {
        const string alphabet = "abcXYZ019._-äß漢🙂";
        var runes = alphabet.EnumerateRunes().ToArray();
        return string.Concat(Enumerable.Range(0, random.Next(random.Next(10) == 0 ? 300 : 12)).Select(_ => runes[random.Next(runes.Length)].ToString()));
    }

    private static byte[] Bytes(Random random)
    {
        // Large enough, now and then, to be sent from where they lie instead of through the writer's buffer.
        var bytes = new byte[random.Next(random.Next(20) == 0 ? 20_000 : 60)];
        random.NextBytes(bytes);
        return bytes;
    }
}
