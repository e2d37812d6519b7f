using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace NhiEvents.Core.State;

/// <summary>Partition keys: <c>{tenant}-{kind}-{bucket}</c>, bucket = hash(aggregate) mod 32. One aggregate lives in one partition, so it changes in one transaction.</summary>
public static class Partition
{
    public const int Buckets = 32;

    private const int HoursPerDay = 24;

    public static string For(string tenantId, string kind, string aggregate) => Of(tenantId, kind, Bucket(aggregate));

    public static IEnumerable<string> All(string tenantId, string kind) => Enumerable.Range(0, Buckets).Select(bucket => Of(tenantId, kind, bucket));

    /// <summary>The share of one hour of the day, for work that reads whole partitions: each is in one hour's.</summary>
    /// <param name="hour">0 to 23, of UTC.</param>
    public static IEnumerable<string> OfHour(string tenantId, string kind, int hour) => All(tenantId, kind).Where((_, bucket) => bucket % HoursPerDay == hour);

    private static string Of(string tenantId, string kind, int bucket) => $"{KeyText.Clean(tenantId)}-{kind}-{bucket:00}";

    /// <summary>The bucket, 0 to 31, that a partition key ends with.</summary>
    public static int BucketOf(string partitionKey) => int.Parse(partitionKey.AsSpan(partitionKey.LastIndexOf('-') + 1), NumberStyles.None, CultureInfo.InvariantCulture);

    private static int Bucket(string aggregate)
    {
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes(aggregate));
        return (int)(BinaryPrimitives.ReadUInt32BigEndian(digest) % Buckets);
    }
}
