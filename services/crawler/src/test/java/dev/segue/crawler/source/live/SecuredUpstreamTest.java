package dev.segue.crawler.source.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.crawler.upstream.UpstreamFailure;
import dev.segue.schemas.avro.SnapshotTrack;
import dev.segue.stubupstreams.StubServer;
import dev.segue.stubupstreams.Upstream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Upstreams as they are in earnest: TLS, with HTTP/2 offered by ALPN.
class SecuredUpstreamTest {

    private static final String PASSWORD = "of no secret";

    @TempDir
    private static Path folder = Path.of("");

    private static Path certificate = Path.of("");
    private static StubServer.Identity identity = new StubServer.Identity(folder, PASSWORD);

    @BeforeAll
    static void signOneself() throws IOException, InterruptedException {
        identity = new StubServer.Identity(folder.resolve("stub.p12"), PASSWORD);
        certificate = folder.resolve("stub.pem");
        keytool(
                "-genkeypair",
                "-alias",
                "stub",
                "-keyalg",
                "EC",
                "-dname",
                "CN=stub",
                "-validity",
                "2",
                "-ext",
                "san=ip:127.0.0.1");
        keytool("-exportcert", "-alias", "stub", "-rfc", "-file", certificate.toString());
    }

    private static void keytool(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(
                List.of("-keystore", identity.keyStore().toString(), "-storetype", "PKCS12", "-storepass", PASSWORD));
        Path said = folder.resolve("keytool.log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        assertThat(process.waitFor()).as(Files.readString(said)).isZero();
    }

    @ParameterizedTest
    @EnumSource(names = {"DEEZER", "LISTENBRAINZ", "SPOTIFY"})
    void speaksHttp2WhereItIsOfferedOverOneConnection(Upstream upstream) throws InterruptedException {
        try (var stubbed = new Stubbed(upstream, identity, List.of(certificate))) {
            // Given
            stubbed.catalogue.lengthen(3, 130);

            // When
            var first = stubbed.seen(stubbed.playlist(3));
            stubbed.seen(stubbed.playlist(4));

            // Then
            assertThat(stubbed.stub.base().getScheme()).isEqualTo("https");
            assertThat(first.snapshot().getTracks())
                    .extracting(SnapshotTrack::getTrackId)
                    .isEqualTo(stubbed.trackIds(3));
            assertThat(stubbed.stub.requests("version HTTP_2"))
                    .as("of all requests")
                    .isEqualTo(stubbed.stub.log().count());
            assertThat(stubbed.stub.requests("connection")).isEqualTo(1);
        }
    }

    @Test
    void aHostWhoseCertificateNobodyVouchesForIsNotAsked() {
        try (var stubbed = new Stubbed(Upstream.DEEZER, identity, List.of())) {
            // Given
            var playlist = stubbed.playlist(3);

            // When / Then
            assertThatThrownBy(() -> stubbed.one(playlist))
                    .isInstanceOfSatisfying(UpstreamFailure.class, failure -> assertThat(failure.kind())
                            .isEqualTo(UpstreamFailure.Kind.UNREACHABLE));
            assertThat(stubbed.stub.log().count()).isZero();
        }
    }
}
