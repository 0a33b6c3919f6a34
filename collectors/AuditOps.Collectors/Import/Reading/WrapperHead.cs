using System.Text.Json;

namespace AuditOps.Collectors.Import.Reading;

/// <summary>Tells an object that only wraps an array of records from a record: <c>value</c> behind nothing but OData annotations, or <c>records</c> as the first member.</summary>
internal static class WrapperHead
{
    /// <param name="length">For a wrapper: bytes up to and with the array's opening bracket.</param>
    public static WrapperVerdict Find(ReadOnlySpan<byte> bytes, bool isFinal, out int length)
    {
        length = 0;
        var reader = new Utf8JsonReader(bytes, isFinal, default);
        try
        {
            reader.Read();
            var first = true;
            while (reader.Read())
            {
                if (reader.TokenType != JsonTokenType.PropertyName) return WrapperVerdict.Record;
                var isArray = reader.ValueTextEquals("value"u8) || (first && reader.ValueTextEquals("records"u8));
                if (!isArray && !IsAnnotation(reader.ValueSpan)) return WrapperVerdict.Record;
                if (!reader.Read()) return isFinal ? WrapperVerdict.Record : WrapperVerdict.NeedsMore;
                if (isArray)
                {
                    length = (int)reader.BytesConsumed;
                    return reader.TokenType == JsonTokenType.StartArray ? WrapperVerdict.Wrapper : WrapperVerdict.Record;
                }

                if (!reader.TrySkip()) return isFinal ? WrapperVerdict.Record : WrapperVerdict.NeedsMore;
                first = false;
            }

            return isFinal ? WrapperVerdict.Record : WrapperVerdict.NeedsMore;
        }
        catch (JsonException)
        {
            // Broken JSON is the record reader's business; it says where and why.
            return WrapperVerdict.Record;
        }
    }

    private static bool IsAnnotation(ReadOnlySpan<byte> name) => name.StartsWith("@odata."u8) || name.StartsWith("@microsoft."u8);
}
