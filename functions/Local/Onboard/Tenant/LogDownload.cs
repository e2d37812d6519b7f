using System.Text.Json;
using Azure.Identity;
using NhiEvents.Core.Ports;

namespace NhiEvents.Local.Onboard.Tenant;

/// <summary>How much of a log was read.</summary>
/// <param name="CompleteSince">Every row from here to the end was read; before it some, or none.</param>
/// <param name="Why">Why not all of it; null when all was.</param>
internal sealed record LogCoverage(EntraLog Log, DateTimeOffset CompleteSince, DateTimeOffset Until, long Rows, string? Why);

/// <summary>Reads a log into files, the newest day first, at the pace that Microsoft Graph allows (5 requests in 10 seconds).</summary>
internal sealed class LogDownload(IEntraLogs logs, TimeProvider time, string folder)
{
    private const int MostPauses = 20;

    private const int MostFailures = 3;

    private static readonly TimeSpan Window = TimeSpan.FromDays(1);

    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan PauseWhenNotSaid = TimeSpan.FromSeconds(10);

    /// <param name="until">End of the newest day.</param>
    /// <param name="back">How far to go back.</param>
    /// <param name="mostRows">The day in which this many are passed is the last that is begun.</param>
    public async Task<LogCoverage> ReadAsync(EntraLog log, DateTimeOffset until, TimeSpan back, long mostRows, CancellationToken ct)
    {
        var (begin, rows, since) = (until - back, 0L, until);
        while (since > begin)
        {
            var from = since - Window > begin ? since - Window : begin;
            var (read, why) = await WindowAsync(new LogQuery(log, from, since), mostRows - rows, ct);
            rows += read;
            if (why is not null)
            {
                return new LogCoverage(log, since, until, rows, why);
            }

            since = from;
        }

        return new LogCoverage(log, begin, until, rows, null);
    }

    /// <returns>Rows, and why the window was not read whole.</returns>
    private async Task<(long Rows, string? Why)> WindowAsync(LogQuery window, long left, CancellationToken ct)
    {
        var (query, rows, page, pauses, failures) = (window, 0L, 0, 0, 0);
        while (true)
        {
            switch (await PageAsync(query, ct))
            {
                case LogPage.Rows found:
                    await File.WriteAllBytesAsync(Path.Combine(folder, $"{window.Log}-{window.From.UtcDateTime:yyyyMMddHHmm}-{page++:d4}.json"), found.Body, ct);
                    rows += CountOf(found.Body.Span);
                    if (found.Continuation is null)
                    {
                        return (rows, null);
                    }

                    if (rows >= left)
                    {
                        return (rows, "as many rows were read as --max-rows allows");
                    }

                    query = query with { Continuation = found.Continuation };
                    await Task.Delay(Pace, time, ct);
                    break;
                case LogPage.Throttled throttled when ++pauses <= MostPauses:
                    await Task.Delay(throttled.RetryAfter ?? PauseWhenNotSaid, time, ct);
                    break;
                case LogPage.Throttled:
                    return (rows, "Microsoft Graph asked for a pause too often; other readers share its limit");
                case LogPage.Refused refused:
                    return (rows, TenantProbe.Refusal(window.Log, refused.Reason));
                case LogPage.Expired when ++failures < MostFailures:
                    (query, rows, page) = (window, 0, 0); // the files are written again
                    break;
                case LogPage.Expired:
                    return (rows, "Microsoft Graph gave up its pages too often");
                case null when ++failures < MostFailures:
                    await Task.Delay(PauseWhenNotSaid, time, ct);
                    break;
                case null:
                    return (rows, "Microsoft Graph did not answer as needed");
            }
        }
    }

    /// <returns>Null: a failure that another attempt may not meet.</returns>
    private async Task<LogPage?> PageAsync(LogQuery query, CancellationToken ct)
    {
        try
        {
            return await logs.ReadAsync(query, ct);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or AuthenticationFailedException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return null;
        }
    }

    /// <summary>Objects of the list <c>value</c>.</summary>
    private static long CountOf(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body);
        var count = 0L;
        reader.Read();
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var isList = reader.ValueTextEquals("value"u8);
            reader.Read();
            if (!isList || reader.TokenType is not JsonTokenType.StartArray)
            {
                reader.Skip();
                continue;
            }

            while (reader.Read() && reader.TokenType is JsonTokenType.StartObject)
            {
                reader.Skip();
                count++;
            }
        }

        return count;
    }
}
