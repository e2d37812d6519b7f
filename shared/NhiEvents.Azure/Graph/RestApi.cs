using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Azure;
using Azure.Identity;
using NhiEvents.Core.Ports;

namespace NhiEvents.Azure.Graph;

/// <summary>Requests to Microsoft Graph, or to Azure Resource Manager, with the rules that are the same for all of them.</summary>
/// <remarks>
/// <para>A request waits for its family's budget. One that the service refused with 429 was not carried out: it is sent again after Retry-After, or where none is given
/// after a second that doubles; unless that is longer than <see cref="LongestPause"/>, or it is the third time: then the caller decides, who can put the work off.</para>
/// <para>A read is also sent again after 5xx, a timeout or a lost answer. A write never is: it may have been carried out, and only the caller can look.</para>
/// <para>Half of the fields are in Graph's beta version only, and policies must be written as exact JSON; so these are requests, not a client's objects.</para>
/// </remarks>
/// <param name="service">Its name in errors.</param>
/// <param name="send">Sends a request with a token for this service.</param>
/// <param name="endpoint">Such as <c>https://graph.microsoft.com</c>: the only place that a token goes to.</param>
public sealed class RestApi(
    string service, Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> send, Uri endpoint, RequestBudgets budgets, TimeProvider time)
{
    private const int MostAttempts = 3;

    /// <summary>Longer than this is not waited for here: a message's lock would run out.</summary>
    public static TimeSpan LongestPause { get; } = TimeSpan.FromSeconds(15);

    internal Uri Endpoint => endpoint;

    /// <summary>The answer, whatever it is, after what may be repeated has been.</summary>
    internal async Task<ApiAnswer> AskAsync(ApiRequest request, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            await budgets.Of(request.Family).WaitAsync(ct);
            var answer = await OnceAsync(request, ct);
            if (attempt == MostAttempts || PauseAfter(answer, request, attempt) is not { } pause || pause > LongestPause)
            {
                return answer;
            }

            await Task.Delay(pause, time, ct);
        }
    }

    /// <exception cref="EntraException">Any answer but 2xx.</exception>
    internal async Task<ApiAnswer> SendAsync(ApiRequest request, CancellationToken ct)
    {
        var answer = await AskAsync(request, ct);
        return answer.Succeeded ? answer : throw Refused(answer, request);
    }

    internal async Task<T> ReadAsync<T>(ApiRequest request, Func<JsonElement, T> shape, CancellationToken ct) => Shaped(await SendAsync(request, ct), request, shape);

    /// <returns>Null: 404.</returns>
    internal async Task<T?> FindAsync<T>(ApiRequest request, Func<JsonElement, T> shape, CancellationToken ct)
        where T : class
    {
        var answer = await AskAsync(request, ct);
        return answer.Status is HttpStatusCode.NotFound ? null : answer.Succeeded ? Shaped(answer, request, shape) : throw Refused(answer, request);
    }

    /// <summary>All objects of a collection, page by page.</summary>
    internal async IAsyncEnumerable<T> ListAsync<T>(ApiRequest request, Func<JsonElement, T> shape, [EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var rows in PagesAsync(request, page => page.Items("value").Select(shape).ToList(), ct))
        {
            foreach (var row in rows)
            {
                yield return row;
            }
        }
    }

    /// <summary>All pages of a collection. An answer without a list is an error: it must never look like an empty one.</summary>
    internal async IAsyncEnumerable<T> PagesAsync<T>(ApiRequest request, Func<JsonElement, T> shape, [EnumeratorCancellation] CancellationToken ct)
    {
        while (true)
        {
            var (shaped, next) = await ReadAsync(request, page =>
            {
                _ = page.Needed("value", JsonValueKind.Array);
                return (shape(page), page.Text("@odata.nextLink") ?? page.Text("nextLink"));
            }, ct);
            yield return shaped;
            if (next is null)
            {
                yield break;
            }

            request = next != request.Address
                ? request with { Address = next }
                : throw new EntraException(EntraFault.Transient, $"{service} named the same page of a list twice: the list cannot be read to its end.");
        }
    }

    internal EntraException Refused(ApiAnswer answer, ApiRequest request) => answer.ToException(request, service);

    private T Shaped<T>(ApiAnswer answer, ApiRequest request, Func<JsonElement, T> shape)
    {
        try
        {
            return shape(JsonElement.Parse(answer.Body));
        }
        catch (JsonException)
        {
            throw new EntraException(EntraFault.Transient, $"{service} gave an answer to {request.Method} that cannot be read{(answer.RequestId is { } id ? $" (request-id {id})" : "")}.");
        }
    }

    private async Task<ApiAnswer> OnceAsync(ApiRequest request, CancellationToken ct)
    {
        using var message = new HttpRequestMessage(request.Method, AddressOf(request));
        if (request.Eventual)
        {
            message.Headers.Add("ConsistencyLevel", "eventual");
        }

        if (!request.Body.IsEmpty)
        {
            message.Content = new ReadOnlyMemoryContent(request.Body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        }

        try
        {
            using var response = await send(message, ct);
            return ApiAnswer.Of(response, await response.Content.ReadAsByteArrayAsync(ct));
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return ApiAnswer.Lost;
        }
        catch (Exception e) when (e is AuthenticationFailedException or RequestFailedException)
        {
            throw new EntraException(EntraFault.Transient, $"There is no token for {service}: the identity of this app could not sign in ({e.GetType().Name}).");
        }
    }

    /// <summary>A link goes where the token goes: nowhere but to the service.</summary>
    private Uri AddressOf(ApiRequest request) =>
        Uri.TryCreate(endpoint, request.Address, out var address) && Uri.Compare(address, endpoint, UriComponents.SchemeAndServer, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) == 0
            ? address
            : throw new EntraException(EntraFault.Transient, $"{service} named a next page that is not on {endpoint.Host}.");

    private static TimeSpan? PauseAfter(ApiAnswer answer, ApiRequest request, int attempt)
    {
        var again = !request.Once && (answer.Status is HttpStatusCode.TooManyRequests
            || (request.Reads && answer.Status is null or HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError));
        return again ? answer.RetryAfter ?? TimeSpan.FromSeconds(1 << (attempt - 1)) : null;
    }
}
