using System.Globalization;
using System.Text;
using Azure.Data.Tables;
using NhiEvents.Core.Ports;

namespace NhiEvents.Azure.Tables;

/// <summary>A state row as a table entity, and back.</summary>
/// <remarks>
/// The body is text in <c>Body0</c>, <c>Body1</c>, …, so that a person can read it in Storage Explorer. Table Storage counts text as UTF-16: a body that would
/// not fit an entity of 1 MiB so, or that is no UTF-8, is bytes in <c>Bytes0</c>, … instead.
/// </remarks>
internal static class TableRow
{
    /// <summary>A property holds 64 KiB, "about 32 K characters or less".</summary>
    internal const int PropertyChars = 32_000;

    internal const int PropertyBytes = 64_000;

    private const string Text = "Body";
    private const string Binary = "Bytes";

    public static TableEntity ToEntity(string partition, string rowKey, ReadOnlyMemory<byte> body)
    {
        var entity = new TableEntity(partition, rowKey);
        if (StateLimits.IsText(body.Span))
        {
            AddText(entity, Encoding.UTF8.GetString(body.Span));
        }
        else
        {
            AddBytes(entity, body);
        }

        return entity;
    }

    /// <exception cref="InvalidDataException">Somebody else's entity.</exception>
    public static StateRow ToState(TableEntity entity) =>
        entity.ContainsKey(Name(Text, 0)) ? new StateRow(entity.RowKey, TextOf(entity), entity.ETag.ToString())
        : entity.ContainsKey(Name(Binary, 0)) ? new StateRow(entity.RowKey, BytesOf(entity), entity.ETag.ToString())
        : throw new InvalidDataException(
            $"Row '{entity.RowKey}' of partition '{entity.PartitionKey}' has neither {Name(Text, 0)} nor {Name(Binary, 0)}: this system did not write it.");

    private static void AddText(TableEntity entity, string text)
    {
        var part = 0;
        var at = 0;
        do
        {
            var length = Math.Min(PropertyChars, text.Length - at);
            if (at + length < text.Length && char.IsHighSurrogate(text[at + length - 1]))
            {
                length--; // the pair goes to the next part
            }

            entity[Name(Text, part++)] = text.Substring(at, length);
            at += length;
        }
        while (at < text.Length);
    }

    private static void AddBytes(TableEntity entity, ReadOnlyMemory<byte> body)
    {
        var part = 0;
        for (var at = 0; at < body.Length; at += PropertyBytes)
        {
            entity[Name(Binary, part++)] = body.Slice(at, Math.Min(PropertyBytes, body.Length - at)).ToArray();
        }
    }

    private static byte[] TextOf(TableEntity entity)
    {
        var text = new StringBuilder();
        for (var part = 0; entity.ContainsKey(Name(Text, part)); part++)
        {
            text.Append(entity.GetString(Name(Text, part)));
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static byte[] BytesOf(TableEntity entity)
    {
        using var body = new MemoryStream();
        for (var part = 0; entity.ContainsKey(Name(Binary, part)); part++)
        {
            body.Write(entity.GetBinary(Name(Binary, part)));
        }

        return body.ToArray();
    }

    private static string Name(string kind, int part) => string.Create(CultureInfo.InvariantCulture, $"{kind}{part}");
}
