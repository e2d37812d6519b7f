#nullable disable
using System.Collections;

namespace Azure.Data.Tables;

// One dictionary, as in the package: the keys and the ETag are entries of it. Not here: conversion between number types and between DateTime and DateTimeOffset.
public sealed class TableEntity : ITableEntity, IDictionary<string, object>
{
    private readonly Dictionary<string, object> _values;

    public TableEntity() => _values = [];

    public TableEntity(string partitionKey, string rowKey)
        : this()
    {
        _values["PartitionKey"] = partitionKey;
        _values["RowKey"] = rowKey;
    }

    public TableEntity(IDictionary<string, object> values) => _values = new Dictionary<string, object>(values ?? new Dictionary<string, object>());

    public string PartitionKey
    {
        get => (string)_values.GetValueOrDefault("PartitionKey");
        set => _values["PartitionKey"] = value;
    }

    public string RowKey
    {
        get => (string)_values.GetValueOrDefault("RowKey");
        set => _values["RowKey"] = value;
    }

    public DateTimeOffset? Timestamp
    {
        get => (DateTimeOffset?)_values.GetValueOrDefault("Timestamp");
        set => _values["Timestamp"] = value;
    }

    public ETag ETag
    {
        get => new((string)_values.GetValueOrDefault("odata.etag"));
        set => _values["odata.etag"] = value.ToString();
    }

    public int Count => _values.Count;

    public ICollection<string> Keys => _values.Keys;

    ICollection<object> IDictionary<string, object>.Values => _values.Values;

    bool ICollection<KeyValuePair<string, object>>.IsReadOnly => false;

    public object this[string key]
    {
        get => _values.GetValueOrDefault(key);
        set => _values[key] = value;
    }

    public string GetString(string key) => (string)_values.GetValueOrDefault(key);

    public byte[] GetBinary(string key) => (byte[])_values.GetValueOrDefault(key);

    public void Add(string key, object value) => _values.Add(key, value);

    public void Clear() => _values.Clear();

    public bool ContainsKey(string key) => _values.ContainsKey(key);

    public bool Remove(string key) => _values.Remove(key);

    public bool TryGetValue(string key, out object value) => _values.TryGetValue(key, out value);

    void ICollection<KeyValuePair<string, object>>.Add(KeyValuePair<string, object> item) => ((ICollection<KeyValuePair<string, object>>)_values).Add(item);

    bool ICollection<KeyValuePair<string, object>>.Contains(KeyValuePair<string, object> item)
        => ((ICollection<KeyValuePair<string, object>>)_values).Contains(item);

    void ICollection<KeyValuePair<string, object>>.CopyTo(KeyValuePair<string, object>[] array, int arrayIndex)
        => ((ICollection<KeyValuePair<string, object>>)_values).CopyTo(array, arrayIndex);

    bool ICollection<KeyValuePair<string, object>>.Remove(KeyValuePair<string, object> item)
        => ((ICollection<KeyValuePair<string, object>>)_values).Remove(item);

    IEnumerator<KeyValuePair<string, object>> IEnumerable<KeyValuePair<string, object>>.GetEnumerator()
        => ((IEnumerable<KeyValuePair<string, object>>)_values).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => ((IEnumerable)_values).GetEnumerator();
}
