using System.Text;
using System.Text.Json;
using NhiEvents.Core.Detection.Sigma.Matching;

namespace NhiEvents.Core.Detection.Sigma.Logs;

/// <summary>Tells which log a row is from, by its category or else by the members that it has.</summary>
internal sealed class LogSniffer
{
    /// <summary>No category or type is longer.</summary>
    private const int MaxName = 64;

    private readonly NameTable<Meaning> _names = new();
    private readonly Dictionary<string, (int Log, bool IsSure)> _categories = new(StringComparer.OrdinalIgnoreCase);

    public LogSniffer(LogCatalog catalog)
    {
        foreach (var name in (string[])["category", "type"])
        {
            _names.GetOrAdd(name, () => new Meaning()).NamesLog = true;
        }

        for (var log = 0; log < catalog.Logs.Count; log++)
        {
            var own = catalog.Logs[log];
            foreach (var (category, sure) in own.Categories.Select(name => (name, true)).Concat((own.CategoriesOfOthersToo ?? []).Select(name => (name, false))))
            {
                _categories.TryAdd(category, (log, sure));
            }

            foreach (var name in own.Marks)
            {
                var meaning = _names.GetOrAdd(name, () => new Meaning());
                meaning.Marks = Math.Min(meaning.Marks, log);
            }

            foreach (var name in own.ToldBy ?? [])
            {
                _names.GetOrAdd(name, () => new Meaning()).Tells |= 1 << log;
            }
        }
    }

    /// <summary>The place of the log in the catalog; null when the row does not say.</summary>
    /// <exception cref="JsonException">The row is no JSON.</exception>
    public int? LogOf(ReadOnlySpan<byte> row)
    {
        var reader = new Utf8JsonReader(row, RowView.Options);
        if (!reader.Read() || reader.TokenType is not JsonTokenType.StartObject)
        {
            return null;
        }

        var (marked, told, perhaps) = (int.MaxValue, 0, -1);
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var meaning = _names.Find(reader.ValueSpan);
            reader.Read();
            if (meaning is not null && reader.TokenType is not JsonTokenType.Null)
            {
                marked = Math.Min(marked, meaning.Marks);
                told |= meaning.Tells;
                if (meaning.NamesLog && reader.TokenType is JsonTokenType.String && reader.ValueSpan.Length <= MaxName
                    && _categories.TryGetValue(Encoding.UTF8.GetString(reader.ValueSpan), out var named))
                {
                    if (named.IsSure)
                    {
                        return named.Log;
                    }

                    perhaps = named.Log;
                }
            }

            reader.Skip();
        }

        return marked < int.MaxValue ? marked : perhaps >= 0 && (told & (1 << perhaps)) != 0 ? perhaps : null;
    }

    /// <summary>What a member tells.</summary>
    private sealed class Meaning
    {
        public bool NamesLog { get; set; }

        /// <summary>The first log that has such a member alone.</summary>
        public int Marks { get; set; } = int.MaxValue;

        /// <summary>One bit per log whose category it confirms.</summary>
        public int Tells { get; set; }
    }
}
