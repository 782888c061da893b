package org.sleepquiz.query.history;

import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

@Configuration
class ReadYourWriteRegistration implements WebMvcConfigurer {

    private final ReadYourWrite readYourWrite;

    ReadYourWriteRegistration(ReadYourWrite readYourWrite) {
        this.readYourWrite = readYourWrite;
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(readYourWrite).addPathPatterns("/api/v1/users/**");
    }
}
