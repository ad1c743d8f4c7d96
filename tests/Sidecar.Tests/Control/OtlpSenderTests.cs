using Sidecar.Control;
using Xunit;

namespace Sidecar.Tests.Control;

/// <summary>Where metrics are sent; what a collector gets is looked at end to end.</summary>
public sealed class OtlpSenderTests
{
    [Theory]
    [InlineData("http://127.0.0.1:4318", "http://127.0.0.1:4318/v1/metrics")]
    [InlineData("https://otel.example/", "https://otel.example/v1/metrics")]
    [InlineData("http://127.0.0.1:9090/api/v1/otlp/v1/metrics", "http://127.0.0.1:9090/api/v1/otlp/v1/metrics")]
    [InlineData("http://[::1]:4318/in?a=b", "http://[::1]:4318/in?a=b")]
    public void An_address_without_a_path_gets_the_usual_one(string address, string endpoint) =>
        Assert.Equal(endpoint, OtlpSender.Endpoint(address).AbsoluteUri);
}
