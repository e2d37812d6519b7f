using Microsoft.Graph;

namespace NhiEvents.Azure.Graph;

/// <summary>The HTTP client of Microsoft Graph's own library.</summary>
/// <remarks>
/// It is made with an empty list of handlers. The library's default list has a handler that repeats a request on 429, 503 and 504, a POST too: after a 503 a second
/// <c>addPassword</c> would make a second secret that nobody knows, and waits of minutes would happen inside the call, hidden from whoever holds a message's lock. It
/// also follows redirects, and with them goes the token. <see cref="RestApi"/> decides both instead: it knows which requests are reads.
/// </remarks>
public static class GraphHttp
{
    public static HttpClient Create() => GraphClientFactory.Create(Array.Empty<DelegatingHandler>());
}
