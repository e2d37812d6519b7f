using System.Text.Json.Serialization;

namespace NhiEvents.Embedded.Sqlite;

/// <summary>What is kept as JSON in a column.</summary>
[JsonSerializable(typeof(SortedDictionary<string, string>))]
internal sealed partial class SqliteJson : JsonSerializerContext;
